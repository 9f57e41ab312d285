/* SPDX-License-Identifier: MIT */
/* A failed expectation names its place and both values, and ends the program. */
#ifndef KTSTR_TEST_EXPECT_H
#define KTSTR_TEST_EXPECT_H

#include <stdint.h>

void expect_at(const char *file, int line, const char *what, int64_t found, int64_t wanted);

#define EXPECT_EQUAL(found, wanted) \
	expect_at(__FILE__, __LINE__, #found, (int64_t)(found), (int64_t)(wanted))
#define EXPECT(condition) EXPECT_EQUAL(!!(condition), 1)

void test_memory(void);
void test_descriptors(void);
void test_files(void);
void test_processes(void);
void test_scheduling(void);

#endif
