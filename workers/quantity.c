#include "quantity.h"

#include <stddef.h>
#include <string.h>

struct unit {
	const char *name;
	uint64_t scale;
};

static const struct unit durations[] = {
	{ "ns", 1 },
	{ "us", 1000 },
	{ "ms", 1000000 },
	{ "s", 1000000000 },
	{ "min", UINT64_C(60000000000) },
	{ NULL, 0 },
};

static const struct unit sizes[] = {
	{ "B", 1 },
	{ "KiB", 1024 },
	{ "MiB", 1024 * 1024 },
	{ "GiB", 1024 * 1024 * 1024 },
	{ NULL, 0 },
};

static const struct {
	const struct unit *units;
	const char *malformed;
	const char *unitless;
} kinds[] = {
	[PARAM_COUNT] = { NULL, "is not a whole number", NULL },
	[PARAM_DURATION] = { durations, "is not a duration such as 100us, 5ms or 1.5s",
			     "needs a unit, as in 100us, 5ms or 1.5s" },
	[PARAM_SIZE] = { sizes, "is not a size such as 32KiB or 4MiB",
			 "needs a unit, as in 32KiB or 4MiB" },
};

static const char *const too_large = "is too large";

/* Reads decimal digits; false when the number does not fit. */
static bool read_digits(const char **text, uint64_t *value)
{
	*value = 0;
	for (; **text >= '0' && **text <= '9'; (*text)++) {
		if (__builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, (uint64_t)(**text - '0'), value))
			return false;
	}
	return true;
}

static uint64_t find_scale(const struct unit *units, const char *name)
{
	for (; units->name != NULL; units++) {
		if (strcmp(units->name, name) == 0)
			return units->scale;
	}
	return 0;
}

/* Reads ".5" as 5 and 10; nothing as 0 and 1. False when there is a dot and no digit. */
static bool read_fraction(const char **text, uint64_t *numerator, uint64_t *denominator)
{
	*numerator = 0;
	*denominator = 1;
	if (**text != '.')
		return true;
	const char *digits = ++*text;
	if (!read_digits(text, numerator) || *text == digits || *text - digits > 9)
		return false;
	for (; digits < *text; digits++)
		*denominator *= 10;
	return true;
}

const char *quantity_parse(const char *text, enum param_kind kind, bool bare_allowed,
			   uint64_t *value)
{
	if (*text < '0' || *text > '9')
		return kinds[kind].malformed;
	if (!read_digits(&text, value))
		return too_large;
	if (*text == '\0' && (kind == PARAM_COUNT || bare_allowed))
		return NULL;
	uint64_t numerator;
	uint64_t denominator;
	if (kind == PARAM_COUNT || !read_fraction(&text, &numerator, &denominator))
		return kinds[kind].malformed;
	if (*text == '\0')
		return kinds[kind].unitless;
	uint64_t scale = find_scale(kinds[kind].units, text);
	/* 1.5s is 1500000000 ns, 1.5ns is nothing. */
	if (scale == 0 || numerator * scale % denominator != 0)
		return kinds[kind].malformed;
	if (__builtin_mul_overflow(*value, scale, value) ||
	    __builtin_add_overflow(*value, numerator * scale / denominator, value))
		return too_large;
	return NULL;
}
