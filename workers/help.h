/* The text of --help. */
#ifndef KTSTR_HELP_H
#define KTSTR_HELP_H

/* Prints it on stdout. */
void help_print(void);

#endif
