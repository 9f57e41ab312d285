/*
 * The shared memory between the runner and the workers of one group: a header, then one slot a
 * worker. What stands here survives the worker that wrote it, however it died.
 *
 * The lists below are the only description of the layout. They make the C structures, and
 * `ktstr-worker --describe` prints offsets from them for the TypeScript side.
 *
 * A list calls SCALAR(type, name) for a plain field and ARRAY(type, name, count) for an array.
 * All times are CLOCK_MONOTONIC nanoseconds, or nanoseconds since `started_ns` where a name ends
 * in `at_ns`.
 */
#ifndef KTSTR_SLOT_H
#define KTSTR_SLOT_H

#include <stdint.h>

typedef uint32_t u32;
typedef uint64_t u64;

/* "ktstrwrk" as it stands in memory. */
#define SLOTS_MAGIC UINT64_C(0x6b7277727473746b)
/* Grows with every change of the layout or of the protocol. */
#define SLOTS_ABI 1

#define PAGE_BYTES 4096
#define CACHE_LINE_BYTES 64

/* Highest number of CPUs that the kernel can be built for on today's architectures. */
#define MAX_CPUS 8192
#define CPU_WORDS (MAX_CPUS / 64)
/* The latest CPU changes are kept; 1024 of them fill four pages. */
#define MIGRATION_RING 1024

#define HEADER_FIELDS(SCALAR, ARRAY)                                          \
	SCALAR(u64, magic)                                                    \
	SCALAR(u32, abi)                                                      \
	SCALAR(u32, slot_size)                                                \
	SCALAR(u32, slot_count)                                               \
	/* Not 0: every worker of the group leaves its loop. */               \
	SCALAR(u32, stop)                                                     \
	/* When the workers were released; written before the start bytes. */ \
	SCALAR(u64, released_ns)

/* Who the worker is, and how far its life has come. */
#define SLOT_IDENTITY(SCALAR, ARRAY)      \
	SCALAR(u32, state)                \
	SCALAR(u32, pid)                  \
	SCALAR(u32, tid)                  \
	SCALAR(u32, index)                \
	SCALAR(u32, group_idx)            \
	SCALAR(u64, started_ns)           \
	/* 0 while the loop is running. */ \
	SCALAR(u64, ended_ns)

/* Written after every outer iteration: a cache line that the worker has to itself. */
#define SLOT_PROGRESS(SCALAR, ARRAY) \
	SCALAR(u64, iterations)      \
	SCALAR(u64, work_units)

/* Written at checkpoints. */
#define SLOT_CHECKPOINT(SCALAR, ARRAY)                  \
	SCALAR(u64, checkpoints)                        \
	SCALAR(u64, last_checkpoint_ns)                 \
	/* Every CPU change seen, those that the ring has lost included. */ \
	SCALAR(u64, migration_count)                    \
	SCALAR(u64, max_gap_ns)                         \
	/* When the longest gap ended. */               \
	SCALAR(u64, max_gap_at_ns)                      \
	/* The CPU known before the longest gap. */     \
	SCALAR(u32, max_gap_cpu)                        \
	SCALAR(u32, last_cpu)

/* One bit a CPU, the lowest CPU in the lowest bit. */
#define SLOT_CPUS(SCALAR, ARRAY) ARRAY(u64, cpus_used, CPU_WORDS)

/* Entry `n % MIGRATION_RING` is the n-th CPU change. */
#define SLOT_MIGRATIONS(SCALAR, ARRAY) ARRAY(migration, migrations, MIGRATION_RING)

#define SLOT_FIELDS(SCALAR, ARRAY)     \
	SLOT_IDENTITY(SCALAR, ARRAY)   \
	SLOT_PROGRESS(SCALAR, ARRAY)   \
	SLOT_CHECKPOINT(SCALAR, ARRAY) \
	SLOT_CPUS(SCALAR, ARRAY)       \
	SLOT_MIGRATIONS(SCALAR, ARRAY)

#define MIGRATION_FIELDS(SCALAR, ARRAY) \
	SCALAR(u64, at_ns)              \
	SCALAR(u32, from_cpu)           \
	SCALAR(u32, to_cpu)

/* The states of a slot, in the order in which a worker passes through them. */
#define SLOT_STATES(STATE)                                        \
	STATE(EMPTY)    /* no worker yet */                       \
	STATE(FORKED)   /* fork was called */                     \
	STATE(WAITING)  /* blocked on the start pipe */           \
	STATE(RUNNING)  /* released */                            \
	STATE(STOPPED)  /* out of its loop, its counters final */ \
	STATE(REPORTED) /* has written its report */

#define DECLARE_SCALAR(type, name) type name;
#define DECLARE_ARRAY(type, name, count) type name[count];
#define ON_OWN_LINES(fields)                                  \
	struct {                                              \
		fields(DECLARE_SCALAR, DECLARE_ARRAY)         \
	} __attribute__((aligned(CACHE_LINE_BYTES)))

typedef struct {
	MIGRATION_FIELDS(DECLARE_SCALAR, DECLARE_ARRAY)
} migration;

struct slots_header {
	HEADER_FIELDS(DECLARE_SCALAR, DECLARE_ARRAY)
} __attribute__((aligned(PAGE_BYTES)));

struct slot {
	ON_OWN_LINES(SLOT_IDENTITY);
	ON_OWN_LINES(SLOT_PROGRESS);
	ON_OWN_LINES(SLOT_CHECKPOINT);
	ON_OWN_LINES(SLOT_CPUS);
	ON_OWN_LINES(SLOT_MIGRATIONS);
} __attribute__((aligned(PAGE_BYTES)));

#define DECLARE_STATE(name) SLOT_##name,
enum slot_state { SLOT_STATES(DECLARE_STATE) };

/*
 * Fields that another process may read at any moment are written with `publish` and read with
 * `observe`: never torn, in no order towards each other. `publish_after` also makes everything
 * written before visible to whoever observes the new value.
 */
#define publish(field, value) __atomic_store_n(&(field), (value), __ATOMIC_RELAXED)
#define publish_after(field, value) __atomic_store_n(&(field), (value), __ATOMIC_RELEASE)
#define observe(field) __atomic_load_n(&(field), __ATOMIC_ACQUIRE)

#endif
