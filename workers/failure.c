#define _GNU_SOURCE 1
#include "failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool fail(struct failure *failure, int error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(failure->text, sizeof(failure->text), format, arguments);
	va_end(arguments);
	failure->error = error;
	return false;
}

const char *errno_name(int error)
{
	const char *name = strerrorname_np(error);
	return name == NULL ? "EUNKNOWN" : name;
}
