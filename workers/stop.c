#include "stop.h"

#include <string.h>

volatile sig_atomic_t stop_signalled;
const struct slots_header *stop_header;

static void on_stop(int signo)
{
	(void)signo;
	stop_signalled = 1;
}

void stop_install(const struct slots_header *header)
{
	stop_header = header;
	/* Without SA_RESTART: a worker that blocks has to come back and look. */
	struct sigaction action;
	memset(&action, 0, sizeof(action));
	action.sa_handler = on_stop;
	sigemptyset(&action.sa_mask);
	sigaction(SIGUSR1, &action, NULL);
}
