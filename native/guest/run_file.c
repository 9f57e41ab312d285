#define _GNU_SOURCE
#include "run_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_LINE "ktstr-run 1"

static char message[256];

/* Appends to a list that ends with NULL. */
static char **append(char **list, size_t *count, char *item)
{
	list = realloc(list, (*count + 2) * sizeof(*list));
	if (!list)
		abort();
	list[(*count)++] = item;
	list[*count] = NULL;
	return list;
}

/* Undoes the escapes in place. */
static void unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (*s == '\\' && s[1]) {
			s++;
			*to++ = *s == 'n' ? '\n' : *s;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

static bool parse_number(const char *value, unsigned long *number)
{
	char *end;

	errno = 0;
	*number = strtoul(value, &end, 10);
	return !errno && end != value && !*end;
}

struct lists {
	size_t args, envs, collects;
};

static bool parse_line(struct run_file *run, struct lists *n, const char *key, char *value)
{
	unsigned long number;

	if (!strcmp(key, "arg"))
		run->argv = append(run->argv, &n->args, value);
	else if (!strcmp(key, "env") && strchr(value, '='))
		run->envp = append(run->envp, &n->envs, value);
	else if (!strcmp(key, "cwd"))
		run->cwd = value;
	else if (!strcmp(key, "uid") && parse_number(value, &number))
		run->uid = number;
	else if (!strcmp(key, "gid") && parse_number(value, &number))
		run->gid = number;
	else if (!strcmp(key, "hostname"))
		run->hostname = value;
	else if (!strcmp(key, "cgroup"))
		run->cgroup = value;
	else if (!strcmp(key, "stdin") && !strcmp(value, "pipe"))
		run->stdin_pipe = true;
	else if (!strcmp(key, "tty"))
		run->tty = value;
	else if (!strcmp(key, "tty_size"))
		return sscanf(value, "%hu %hu", &run->tty_rows, &run->tty_columns) == 2;
	else if (!strcmp(key, "collect"))
		run->collect = append(run->collect, &n->collects, value);
	else
		return false;
	return true;
}

const char *run_file_read(const char *path, struct run_file *run)
{
	FILE *f = fopen(path, "re");
	struct lists n = { 0 };
	size_t size = 0;
	char *line = NULL;
	int number = 0;

	*run = (struct run_file){ .cwd = "/", .hostname = "ktstr" };
	if (!f) {
		snprintf(message, sizeof(message), "Cannot open %s: %s", path, strerror(errno));
		return message;
	}
	for (ssize_t len; (len = getline(&line, &size, f)) >= 0;) {
		char *value;

		number++;
		if (len && line[len - 1] == '\n')
			line[len - 1] = '\0';
		if (number == 1 && !strcmp(line, FIRST_LINE))
			continue;
		value = strchr(line, ' ');
		if (number == 1 || !value)
			goto bad;
		*value++ = '\0';
		value = strdup(value);
		if (!value)
			abort();
		unescape(value);
		if (!parse_line(run, &n, line, value))
			goto bad;
	}
	free(line);
	fclose(f);
	if (!n.args)
		return "The run description has no command";
	if (!run->envp)
		run->envp = append(NULL, &n.envs, strdup("PATH=/usr/bin:/bin"));
	return NULL;
bad:
	snprintf(message, sizeof(message), "Cannot understand line %d of %s: \"%s\"", number, path,
		 line);
	free(line);
	fclose(f);
	return message;
}
