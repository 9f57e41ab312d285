/*
 * A byte string that grows. A zeroed structure is an empty one. Running out of memory ends the
 * process: there is nothing that a supervisor or a worker could still do, and a worker dies with
 * its supervisor.
 */
#ifndef KTSTR_TEXT_H
#define KTSTR_TEXT_H

#include <stddef.h>

struct text {
	char *data;
	size_t used;
	size_t capacity;
};

void text_append(struct text *text, const void *data, size_t bytes);

void text_printf(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Drops the first `bytes` bytes. */
void text_consume(struct text *text, size_t bytes);

/* Gives the memory back; the text is empty and usable again. */
void text_free(struct text *text);

#endif
