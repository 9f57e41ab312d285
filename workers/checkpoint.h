/*
 * Checkpoints: the moments at which a worker looks at the clock and at its CPU. Everything they
 * find is kept in the worker's slot.
 */
#ifndef KTSTR_CHECKPOINT_H
#define KTSTR_CHECKPOINT_H

#include "slot.h"

/* The worker starts: its first gap is counted from `now_ns`, and `cpu` is one that it used. */
void checkpoint_start(struct slot *slot, u64 now_ns, u32 cpu);

/* Takes a checkpoint at `now_ns` on `cpu`. */
void checkpoint_take(struct slot *slot, u64 now_ns, u32 cpu);

#endif
