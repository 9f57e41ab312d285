#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define FIRST_CAPACITY 512

static void reserve(struct text *text, size_t bytes)
{
	size_t needed = text->used + bytes;
	if (needed <= text->capacity)
		return;
	size_t capacity = text->capacity == 0 ? FIRST_CAPACITY : text->capacity;
	while (capacity < needed)
		capacity *= 2;
	char *data = realloc(text->data, capacity);
	if (data == NULL) {
		fprintf(stderr, "ktstr-worker: no memory for %zu bytes\n", capacity);
		_Exit(EX_OSERR);
	}
	text->data = data;
	text->capacity = capacity;
}

void text_append(struct text *text, const void *data, size_t bytes)
{
	if (bytes == 0)
		return;
	reserve(text, bytes);
	memcpy(text->data + text->used, data, bytes);
	text->used += bytes;
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);

	reserve(text, (size_t)length + 1);
	va_start(arguments, format);
	vsnprintf(text->data + text->used, (size_t)length + 1, format, arguments);
	va_end(arguments);
	text->used += (size_t)length;
}

void text_consume(struct text *text, size_t bytes)
{
	text->used -= bytes;
	if (text->used > 0)
		memmove(text->data, text->data + bytes, text->used);
}

void text_free(struct text *text)
{
	free(text->data);
	*text = (struct text){ 0 };
}
