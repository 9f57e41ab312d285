/* The document of --describe: what the TypeScript side has to know about this program. */
#ifndef KTSTR_DESCRIBE_H
#define KTSTR_DESCRIBE_H

/* Prints it on stdout as one line of JSON. */
void describe_print(void);

#endif
