/* Numbers as users write them: counts, durations and sizes. */
#ifndef KTSTR_QUANTITY_H
#define KTSTR_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "work_type.h"

/*
 * Reads all of `text` as a quantity of the given kind: "17"; "100us", "5ms", "1.5s" in ns;
 * "32KiB", "4MiB" in bytes. A duration or size without a unit is taken only if `bare_allowed`.
 * Returns NULL, or what is wrong with the text as the end of a sentence that names it.
 */
const char *quantity_parse(const char *text, enum param_kind kind, bool bare_allowed,
			   uint64_t *value);

#endif
