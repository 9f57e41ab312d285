/* Result files on their way to the host. */
#ifndef KTSTR_COLLECT_H
#define KTSTR_COLLECT_H

/* Sends every regular file below a directory, with names relative to it. */
void collect(const char *dir);

#endif
