#include "port.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "leave.h"

#define PORTS_DIR "/sys/class/virtio-ports"
#define PORT_NAME "ktstr"

static int fd = -1;

static uint8_t in_buf[2 * (FRAME_HEADER_SIZE + FRAME_MAX_PAYLOAD)];
static size_t in_start, in_end;

int port_fd(void)
{
	return fd;
}

static bool has_name(const char *dev)
{
	char path[512], name[64] = "";
	FILE *f;

	snprintf(path, sizeof(path), PORTS_DIR "/%s/name", dev);
	f = fopen(path, "re");
	if (!f)
		return false;
	if (!fgets(name, sizeof(name), f))
		name[0] = '\0';
	fclose(f);
	name[strcspn(name, "\n")] = '\0';
	return !strcmp(name, PORT_NAME);
}

static int find_and_open(void)
{
	DIR *dir = opendir(PORTS_DIR);
	struct dirent *entry;
	int ret = -ENODEV;

	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		char path[300];

		if (entry->d_name[0] == '.' || !has_name(entry->d_name))
			continue;
		snprintf(path, sizeof(path), "/dev/%s", entry->d_name);
		/* Without O_NONBLOCK the driver spins with interrupts off until the host reads. */
		ret = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
		if (ret < 0)
			ret = -errno;
		break;
	}
	closedir(dir);
	return ret;
}

static bool host_connected(void)
{
	struct pollfd pfd = { .fd = fd, .events = POLLOUT };

	return poll(&pfd, 1, 0) >= 0 && !(pfd.revents & POLLHUP);
}

int port_open(int timeout_ms)
{
	const int step_ms = 2;

	for (int waited = 0;; waited += step_ms) {
		if (fd < 0) {
			int ret = find_and_open();

			if (ret >= 0)
				fd = ret;
			else if (waited >= timeout_ms)
				return ret;
		}
		if (fd >= 0 && host_connected())
			return 0;
		if (waited >= timeout_ms)
			return -ENOTCONN;
		usleep(step_ms * 1000);
	}
}

static void wait_writable(void)
{
	struct pollfd pfd = { .fd = fd, .events = POLLOUT };

	if (poll(&pfd, 1, -1) < 0 && errno != EINTR)
		leave("Cannot wait for the result channel: %s", strerror(errno));
	if (pfd.revents & POLLHUP)
		leave("The host closed the result channel");
}

static void write_all(const void *data, size_t len)
{
	const uint8_t *p = data;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n > 0) {
			p += n;
			len -= n;
		} else if (n == 0 || errno == EAGAIN) {
			wait_writable();
		} else if (errno != EINTR) {
			leave("Cannot write to the result channel: %s", strerror(errno));
		}
	}
}

void port_send2(enum frame_type type, const void *part1, size_t len1, const void *part2,
		size_t len2)
{
	/* One write for a small frame: each write is an exit to the emulator. */
	static uint8_t whole[FRAME_HEADER_SIZE + 32 * 1024];
	uint8_t header[FRAME_HEADER_SIZE];

	frame_header(header, type, part1, len1, part2, len2);
	if (sizeof(header) + len1 + len2 <= sizeof(whole)) {
		memcpy(whole, header, sizeof(header));
		if (len1)
			memcpy(whole + sizeof(header), part1, len1);
		if (len2)
			memcpy(whole + sizeof(header) + len1, part2, len2);
		write_all(whole, sizeof(header) + len1 + len2);
		return;
	}
	write_all(header, sizeof(header));
	write_all(part1, len1);
	write_all(part2, len2);
}

void port_send(enum frame_type type, const void *payload, size_t len)
{
	port_send2(type, payload, len, NULL, 0);
}

void port_log(const char *format, ...)
{
	char line[512];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (n < 0)
		return;
	port_send(FRAME_LOG, line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
}

bool port_fill(void)
{
	ssize_t n;

	if (in_start) {
		memmove(in_buf, in_buf + in_start, in_end - in_start);
		in_end -= in_start;
		in_start = 0;
	}
	n = read(fd, in_buf + in_end, sizeof(in_buf) - in_end);
	if (n > 0) {
		in_end += n;
		return true;
	}
	if (n == 0)
		leave("The host closed the result channel");
	if (errno != EAGAIN && errno != EINTR)
		leave("Cannot read from the result channel: %s", strerror(errno));
	return false;
}

bool port_next(enum frame_type *type, const uint8_t **payload, size_t *len)
{
	long size = frame_parse(in_buf + in_start, in_end - in_start, type, payload, len);

	if (size < 0)
		leave("The host sent something that is no frame");
	in_start += size;
	return size > 0;
}
