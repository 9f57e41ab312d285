/* What went wrong, kept until somebody can say it: an errno and what was attempted. */
#ifndef KTSTR_FAILURE_H
#define KTSTR_FAILURE_H

#include <stdbool.h>

struct failure {
	int error;
	char text[200];
};

/*
 * Records a failure. `error` is an errno, the rest a printf format without a newline.
 * Always returns false, so that a function can end with `return fail(...)`.
 */
bool fail(struct failure *failure, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The errno's name, as in "EAGAIN"; "EUNKNOWN" when it has none. */
const char *errno_name(int error);

#endif
