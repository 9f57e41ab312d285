/* What init itself tells the host; the payloads are described in frame.h. */
#ifndef KTSTR_REPORT_H
#define KTSTR_REPORT_H

#include <stdint.h>

enum exit_kind { EXITED = 0, KILLED = 1, NOT_STARTED = 2 };

/* Age of the machine. */
uint64_t since_boot_ns(void);

void report_hello(void);
void report_heartbeat(void);

/* The last word: value is the exit status, the signal or the errno. */
void report_exit(enum exit_kind kind, uint32_t value, const char *reason);

/* Waits until the host has confirmed the last word, so that nothing is lost with the machine. */
void report_wait_for_bye(void);

#endif
