#include "leave.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/io.h>
#include <sys/reboot.h>
#include <unistd.h>

#define DEBUG_EXIT_PORT 0xf4

static void end_machine(unsigned char value) __attribute__((noreturn));

static void end_machine(unsigned char value)
{
	int fd;

	sync();
	if (!ioperm(DEBUG_EXIT_PORT, 1, 1))
		outb(value, DEBUG_EXIT_PORT);
	/* A kernel may be built without ioperm(). */
	fd = open("/dev/port", O_WRONLY | O_CLOEXEC);
	if (fd >= 0 && pwrite(fd, &value, 1, DEBUG_EXIT_PORT) != 1)
		perror("Cannot write to /dev/port");
	/* There is no such device: power off, which takes longer and has no status. */
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}

void leave_orderly(void)
{
	end_machine(LEAVE_ORDERLY);
}

void leave(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("ktstr-init: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	end_machine(LEAVE_BROKEN);
}
