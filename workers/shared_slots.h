/* The shared memory file of a group, mapped into the supervisor and inherited by its workers. */
#ifndef KTSTR_SHARED_SLOTS_H
#define KTSTR_SHARED_SLOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "failure.h"
#include "slot.h"

struct shared_slots {
	struct slots_header *header;
	struct slot *slots;
	u32 count;
};

/* Bytes that the file needs for `count` workers. */
size_t shared_slots_bytes(u32 count);

/* Makes a file for `count` workers and maps it. */
bool shared_slots_create(struct shared_slots *shared, u32 count, struct failure *failure);

/*
 * Maps a file that the runner made. It must be large enough; a header that already names another
 * layout is refused. `stop` and `released_ns` are left as they are.
 */
bool shared_slots_map(struct shared_slots *shared, int fd, u32 count, struct failure *failure);

#endif
