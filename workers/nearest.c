#include "nearest.h"

#include <ctype.h>
#include <string.h>

/* Longer names are compared up to here. */
#define MAX_LENGTH 63

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Number of characters to insert, delete or replace. */
static size_t edit_distance(const char *left, const char *right)
{
	size_t left_length = strnlen(left, MAX_LENGTH);
	size_t right_length = strnlen(right, MAX_LENGTH);
	size_t row[MAX_LENGTH + 1];
	for (size_t j = 0; j <= right_length; j++)
		row[j] = j;
	for (size_t i = 1; i <= left_length; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= right_length; j++) {
			int same = tolower((unsigned char)left[i - 1]) ==
				   tolower((unsigned char)right[j - 1]);
			size_t replaced = diagonal + !same;
			diagonal = row[j];
			row[j] = min(replaced, min(row[j], row[j - 1]) + 1);
		}
	}
	return row[right_length];
}

const char *nearest_name(const char *name, const char *const *names, size_t count)
{
	const char *nearest = NULL;
	/* A name with a third of its letters wrong is another name. */
	size_t best = strnlen(name, MAX_LENGTH) / 3 + 1;
	for (size_t i = 0; i < count; i++) {
		size_t distance = edit_distance(name, names[i]);
		if (distance < best) {
			best = distance;
			nearest = names[i];
		}
	}
	return nearest;
}
