/* ktstr-worker: runs one group of workers, for the ktstr runner or by hand. */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "arguments.h"
#include "by_hand.h"
#include "describe.h"
#include "help.h"
#include "managed.h"

/* Whether all that was printed has reached stdout. */
static int printed(void)
{
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EX_IOERR;
}

int main(int argc, char **argv)
{
	struct arguments arguments;
	arguments_parse(&arguments, argc, argv);
	switch (arguments.action) {
	case ACTION_DESCRIBE:
		describe_print();
		return printed();
	case ACTION_HELP:
		help_print();
		return printed();
	case ACTION_RUN:
		break;
	}
	if (arguments.slots_fd >= 0)
		return managed_run(&arguments.plan, arguments.slots_fd, arguments.start_fd);
	return by_hand_run(&arguments.plan, arguments.duration_ns);
}
