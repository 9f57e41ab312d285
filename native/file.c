/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ktstr.h"
#include "result.h"

static int32_t read_to_end(int fd, unsigned char *buffer, uint32_t length)
{
	uint32_t filled = 0;

	while (filled < length) {
		int32_t got = ktstr_fd_read(fd, buffer + filled, length - filled);

		if (got < 0)
			return got;
		if (got == 0)
			break;
		filled += (uint32_t)got;
	}
	return (int32_t)filled;
}

int32_t ktstr_file_read(const char *path, void *buffer, uint32_t length)
{
	int32_t filled;
	int fd;

	if (length > INT_MAX)
		return -EINVAL;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -errno;
	filled = read_to_end(fd, buffer, length);
	close(fd);
	return filled;
}

int32_t ktstr_file_write(const char *path, const void *buffer, uint32_t length)
{
	int32_t done;
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return -errno;
	done = ktstr_fd_write(fd, buffer, length);
	close(fd);
	return done;
}

static char type_letter(const struct dirent *entry)
{
	switch (entry->d_type) {
	case DT_DIR:
		return 'd';
	case DT_LNK:
		return 'l';
	default:
		return 'f';
	}
}

static bool is_self_or_parent(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

int32_t ktstr_directory_list(const char *path, void *buffer, uint32_t length)
{
	unsigned char *records = buffer;
	uint64_t needed = 0;
	int32_t error;
	DIR *directory;

	if (path == NULL || (buffer == NULL && length > 0))
		return -EFAULT;
	directory = opendir(path);
	if (directory == NULL)
		return -errno;
	for (;;) {
		struct dirent *entry;
		size_t size;

		errno = 0;
		entry = readdir(directory);
		if (entry == NULL)
			break;
		if (is_self_or_parent(entry->d_name))
			continue;
		size = strlen(entry->d_name) + 1;
		if (needed + 1 + size <= length) {
			records[needed] = (unsigned char)type_letter(entry);
			memcpy(records + needed + 1, entry->d_name, size);
		}
		needed += 1 + size;
	}
	error = errno;
	closedir(directory);
	if (error != 0)
		return -error;
	return needed > INT_MAX ? -EOVERFLOW : (int32_t)needed;
}

int32_t ktstr_directory_create(const char *path, uint32_t mode)
{
	return result(mkdir(path, mode));
}

int32_t ktstr_directory_remove(const char *path)
{
	return result(rmdir(path));
}
