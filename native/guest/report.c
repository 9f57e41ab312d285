#include "report.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "port.h"

/* How long the host may take to confirm the last word. */
#define BYE_TIMEOUT_MS 10000

uint64_t since_boot_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

void report_hello(void)
{
	struct utsname name;
	uint8_t head[12];

	uname(&name);
	put_u32(head, sysconf(_SC_NPROCESSORS_ONLN));
	put_u64(head + 4, since_boot_ns());
	port_send2(FRAME_HELLO, head, sizeof(head), name.release, strlen(name.release));
}

void report_heartbeat(void)
{
	uint8_t payload[8];

	put_u64(payload, since_boot_ns());
	port_send(FRAME_HEARTBEAT, payload, sizeof(payload));
}

static uint32_t oom_kills(void)
{
	FILE *f = fopen("/proc/vmstat", "re");
	unsigned long count = 0;
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "oom_kill %lu", &count) == 1)
			break;
	if (f)
		fclose(f);
	return count;
}

void report_exit(enum exit_kind kind, uint32_t value, const char *reason)
{
	uint8_t head[12] = { kind };

	put_u32(head + 4, value);
	put_u32(head + 8, oom_kills());
	port_send2(FRAME_EXIT, head, sizeof(head), reason, strlen(reason));
}

void report_wait_for_bye(void)
{
	uint64_t deadline = since_boot_ns() + BYE_TIMEOUT_MS * 1000000ull;
	struct pollfd pfd = { .fd = port_fd(), .events = POLLIN };
	enum frame_type type;
	const uint8_t *payload;
	size_t len;

	for (;;) {
		while (port_next(&type, &payload, &len))
			if (type == FRAME_BYE)
				return;
		if (since_boot_ns() >= deadline)
			return;
		if (poll(&pfd, 1, 100) > 0 && (pfd.revents & POLLIN))
			port_fill();
		else if (pfd.revents & POLLHUP)
			return;
	}
}
