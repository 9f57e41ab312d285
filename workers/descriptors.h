/* File descriptors of a process that forks many. */
#ifndef KTSTR_DESCRIPTORS_H
#define KTSTR_DESCRIPTORS_H

#include <stddef.h>

/* Closes every descriptor that is not among the `count` ones in `kept`, which gets sorted. */
void close_all_but(int *kept, size_t count);

/* Raises the limit of open files to the hard one; returns the limit that now holds. */
size_t raise_file_limit(void);

#endif
