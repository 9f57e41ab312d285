/* Guesses what a mistyped name was meant to be. */
#ifndef KTSTR_NEAREST_H
#define KTSTR_NEAREST_H

#include <stddef.h>

/*
 * The one of `count` names that `name` can be turned into with the fewest typing mistakes, case
 * aside; NULL if none is similar.
 */
const char *nearest_name(const char *name, const char *const *names, size_t count);

#endif
