#define _GNU_SOURCE
#include "collect.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "port.h"

#define HEAD_SIZE 16
#define LAST_PIECE 1

/* Bytes of a file in one frame. */
#define PIECE_SIZE (256 * 1024)

static const char *top;

/* Sends one piece; the layout of the head is in frame.h. */
static void send_piece(const char *name, size_t name_len, mode_t mode, uint64_t offset,
		       const uint8_t *bytes, size_t len, bool last)
{
	uint8_t head[HEAD_SIZE + 4096];

	head[0] = last ? LAST_PIECE : 0;
	head[1] = 0;
	put_u16(head + 2, name_len);
	put_u32(head + 4, mode & 07777);
	put_u64(head + 8, offset);
	memcpy(head + HEAD_SIZE, name, name_len);
	port_send2(FRAME_FILE, head, HEAD_SIZE + name_len, bytes, len);
}

static int send_file(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	static uint8_t bytes[PIECE_SIZE];
	const char *name = path + strlen(top);
	size_t name_len;
	uint64_t offset = 0;
	ssize_t n;
	int fd;

	(void)walk;
	if (kind != FTW_F || !S_ISREG(st->st_mode))
		return 0;
	while (*name == '/')
		name++;
	name_len = strlen(name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 || name_len > 4096) {
		port_log("Cannot bring back %s: %s", path,
			 strerror(fd < 0 ? errno : ENAMETOOLONG));
		if (fd >= 0)
			close(fd);
		return 0;
	}
	while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
		send_piece(name, name_len, st->st_mode, offset, bytes, n, false);
		offset += n;
	}
	if (n < 0)
		port_log("Cannot read %s to its end: %s", path, strerror(errno));
	send_piece(name, name_len, st->st_mode, offset, NULL, 0, true);
	close(fd);
	return 0;
}

void collect(const char *dir)
{
	top = dir;
	if (nftw(dir, send_file, 16, FTW_PHYS) && errno != ENOENT)
		port_log("Cannot bring back the files of %s: %s", dir, strerror(errno));
}
