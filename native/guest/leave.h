/* The end of the machine. */
#ifndef KTSTR_LEAVE_H
#define KTSTR_LEAVE_H

/*
 * What is written to the isa-debug-exit device; QEMU then ends with 2 * value + 1. The host knows
 * the two as LEAVE_VALUE in lib/vm/guest/guest_end.ts.
 */
#define LEAVE_ORDERLY	0x2a
#define LEAVE_BROKEN	0x2b

/* Ends the machine after everything was reported. */
void leave_orderly(void) __attribute__((noreturn));

/* Ends the machine for a reason that only the console can tell. */
void leave(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

#endif
