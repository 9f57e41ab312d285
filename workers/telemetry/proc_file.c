#include "proc_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

bool proc_file_read(const char *path, char *buffer, size_t capacity)
{
	size_t used = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && used < capacity - 1) {
		ssize_t got = read(fd, buffer + used, capacity - 1 - used);
		if (got > 0)
			used += (size_t)got;
		else if (got == 0 || errno != EINTR)
			break;
	}
	if (fd >= 0)
		close(fd);
	buffer[used] = '\0';
	return used > 0;
}
