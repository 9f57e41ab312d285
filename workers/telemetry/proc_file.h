/* Small files of /proc, read in one go and without allocating: the work may be running already. */
#ifndef KTSTR_PROC_FILE_H
#define KTSTR_PROC_FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads a file as a string. What does not fit into `capacity` bytes, terminator included, is left
 * out. False, and an empty string, if the file cannot be read.
 */
bool proc_file_read(const char *path, char *buffer, size_t capacity);

#endif
