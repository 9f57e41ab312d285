/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "native/ktstr.h"

static void test_directory(const char *folder)
{
	char path[64];
	char records[64];
	int32_t needed;

	snprintf(path, sizeof(path), "%s/sub", folder);
	EXPECT_EQUAL(ktstr_directory_list(folder, records, sizeof(records)), 0);
	EXPECT_EQUAL(ktstr_directory_create(path, 0755), 0);
	EXPECT_EQUAL(ktstr_directory_create(path, 0755), -EEXIST);
	needed = ktstr_directory_list(folder, records, sizeof(records));
	EXPECT_EQUAL(needed, sizeof("dsub"));
	EXPECT_EQUAL(strcmp(records, "dsub"), 0);
	memset(records, 'x', sizeof(records));
	EXPECT_EQUAL(ktstr_directory_list(folder, records, (uint32_t)needed - 1), needed);
	EXPECT_EQUAL(records[0], 'x');
	EXPECT_EQUAL(ktstr_directory_list(folder, NULL, 0), needed);
	EXPECT_EQUAL(ktstr_directory_list(folder, NULL, 1), -EFAULT);
	EXPECT_EQUAL(ktstr_directory_remove(path), 0);
	EXPECT_EQUAL(ktstr_directory_remove(path), -ENOENT);
	EXPECT_EQUAL(ktstr_directory_list(path, records, sizeof(records)), -ENOENT);
	EXPECT_EQUAL(ktstr_directory_list(NULL, records, sizeof(records)), -EFAULT);
}

static void test_file(const char *folder)
{
	char path[64];
	char text[16];

	snprintf(path, sizeof(path), "%s/file", folder);
	EXPECT_EQUAL(ktstr_file_write(path, "new", 3), -ENOENT);
	EXPECT_EQUAL(ktstr_fd_close(open(path, O_CREAT | O_WRONLY, 0600)), 0);
	EXPECT_EQUAL(ktstr_file_write(path, "first", 5), 5);
	EXPECT_EQUAL(ktstr_file_read(path, text, 3), 3);
	EXPECT_EQUAL(ktstr_file_read(path, text, sizeof(text)), 5);
	EXPECT_EQUAL(memcmp(text, "first", 5), 0);
	EXPECT_EQUAL(ktstr_file_read(path, text, 0x80000000U), -EINVAL);
	EXPECT_EQUAL(ktstr_file_read(folder, text, sizeof(text)), -EISDIR);
	EXPECT_EQUAL(unlink(path), 0);
	EXPECT_EQUAL(ktstr_file_read(path, text, sizeof(text)), -ENOENT);
}

void test_files(void)
{
	char folder[] = "/tmp/ktstr-native-test-XXXXXX";

	EXPECT(mkdtemp(folder) != NULL);
	test_directory(folder);
	test_file(folder);
	EXPECT_EQUAL(rmdir(folder), 0);
}
