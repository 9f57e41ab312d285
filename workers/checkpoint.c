#include "checkpoint.h"

static void use_cpu(struct slot *slot, u32 cpu)
{
	publish(slot->last_cpu, cpu);
	if (cpu < MAX_CPUS)
		publish(slot->cpus_used[cpu / 64],
			slot->cpus_used[cpu / 64] | UINT64_C(1) << (cpu % 64));
}

static void note_gap(struct slot *slot, u64 now_ns)
{
	u64 gap_ns = now_ns - slot->last_checkpoint_ns;
	if (gap_ns <= slot->max_gap_ns)
		return;
	publish(slot->max_gap_ns, gap_ns);
	publish(slot->max_gap_cpu, slot->last_cpu);
	publish(slot->max_gap_at_ns, now_ns - slot->started_ns);
}

static void note_migration(struct slot *slot, u64 now_ns, u32 cpu)
{
	migration *entry = &slot->migrations[slot->migration_count % MIGRATION_RING];
	publish(entry->at_ns, now_ns - slot->started_ns);
	publish(entry->from_cpu, slot->last_cpu);
	publish(entry->to_cpu, cpu);
	/* Counted last: whoever reads the count finds the entry complete. */
	publish_after(slot->migration_count, slot->migration_count + 1);
}

void checkpoint_start(struct slot *slot, u64 now_ns, u32 cpu)
{
	publish(slot->last_checkpoint_ns, now_ns);
	publish_after(slot->started_ns, now_ns);
	use_cpu(slot, cpu);
}

void checkpoint_take(struct slot *slot, u64 now_ns, u32 cpu)
{
	note_gap(slot, now_ns);
	publish(slot->last_checkpoint_ns, now_ns);
	if (cpu != slot->last_cpu) {
		note_migration(slot, now_ns, cpu);
		use_cpu(slot, cpu);
	}
	publish(slot->checkpoints, slot->checkpoints + 1);
}
