/* SPDX-License-Identifier: MIT */
/*
 * Exercises every function of native/ktstr.h with good, bad and extreme arguments. It is meant to
 * be built with AddressSanitizer and UBSan, which turn a wrong access into a failure.
 */
#include <stdio.h>
#include <stdlib.h>

#include "expect.h"
#include "native/ktstr.h"

void expect_at(const char *file, int line, const char *what, int64_t found, int64_t wanted)
{
	if (found == wanted)
		return;
	fprintf(stderr, "%s:%d: %s is %lld, expected %lld\n", file, line, what, (long long)found,
		(long long)wanted);
	exit(1);
}

int main(void)
{
	EXPECT_EQUAL(ktstr_abi(), KTSTR_ABI);
	test_memory();
	test_descriptors();
	test_files();
	test_processes();
	test_scheduling();
	puts("passed");
	return 0;
}
