/* The smallest piece of CPU-bound work. */
#ifndef KTSTR_SPIN_H
#define KTSTR_SPIN_H

#include <stdint.h>

/*
 * Counts `units` up `n` times, with a spin-wait hint after each step. The compiler cannot shorten
 * the loop, because every step goes through a value that it must take as unknown.
 * Returns the new count.
 */
uint64_t spin_burst(uint64_t units, uint64_t n);

#endif
