/* Settings of the kernel, which are files. */
#ifndef KTSTR_WRITE_TEXT_H
#define KTSTR_WRITE_TEXT_H

/* Writes a text to an existing file in one go. Returns 0, or -1 with errno set. */
int write_text(const char *path, const char *text);

#endif
