/*
 * What the guest has to run: /ktstr/run, written by lib/vm/image/run_file.ts.
 *
 * Lines of "key value". In a value, "\n" stands for a line feed and "\\" for a backslash. The
 * first line is "ktstr-run 1".
 *
 *	arg TEXT	one argument of the command; at least one
 *	env NAME=VALUE	one environment variable; there are no others
 *	cwd PATH	working directory, "/" when absent
 *	uid N, gid N	whom the command runs as, 0 when absent
 *	hostname NAME	"ktstr" when absent
 *	cgroup NAME	runs the command in this cgroup below the root, owned by uid and gid with
 *			every controller enabled, as a delegated systemd scope is
 *	stdin pipe	the command reads what the host sends; else /dev/null
 *	tty PATH	the command has this terminal as input and output, instead of pipes;
 *			"/dev/ptmx" is a new pseudo terminal, whose output goes to the host as
 *			STDOUT and whose input are the host's STDIN
 *	tty_size R C	rows and columns of that terminal
 *	collect DIR	its files are sent to the host after the command has ended
 */
#ifndef KTSTR_RUN_FILE_H
#define KTSTR_RUN_FILE_H

#include <stdbool.h>
#include <sys/types.h>

struct run_file {
	/* Both end with NULL, as execvpe() wants them. */
	char **argv;
	char **envp;
	const char *cwd;
	uid_t uid;
	gid_t gid;
	const char *hostname;
	const char *cgroup;
	bool stdin_pipe;
	const char *tty;
	unsigned short tty_rows, tty_columns;
	char **collect;
};

/*
 * Reads the description. Returns NULL, or what is wrong with it. The strings live as long as the
 * process.
 */
const char *run_file_read(const char *path, struct run_file *run);

#endif
