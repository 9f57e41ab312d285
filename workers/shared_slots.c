#define _GNU_SOURCE 1
#include "shared_slots.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

size_t shared_slots_bytes(u32 count)
{
	return sizeof(struct slots_header) + (size_t)count * sizeof(struct slot);
}

bool shared_slots_create(struct shared_slots *shared, u32 count, struct failure *failure)
{
	int fd = memfd_create("ktstr-slots", MFD_CLOEXEC);
	if (fd < 0)
		return fail(failure, errno, "make the shared memory file");
	bool mapped;
	if (ftruncate(fd, (off_t)shared_slots_bytes(count)) != 0)
		mapped = fail(failure, errno, "grow the shared memory to %zu bytes",
			      shared_slots_bytes(count));
	else
		mapped = shared_slots_map(shared, fd, count, failure);
	close(fd);
	return mapped;
}

bool shared_slots_map(struct shared_slots *shared, int fd, u32 count, struct failure *failure)
{
	size_t needed = shared_slots_bytes(count);
	struct stat file;
	if (fstat(fd, &file) != 0)
		return fail(failure, errno, "look at the shared memory file");
	if ((size_t)file.st_size < needed)
		return fail(failure, EINVAL, "the shared memory has %zu bytes, %u workers need %zu",
			    (size_t)file.st_size, count, needed);

	void *memory = mmap(NULL, needed, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		return fail(failure, errno, "map %zu bytes of shared memory", needed);

	struct slots_header *header = memory;
	if ((header->magic != 0 && header->magic != SLOTS_MAGIC) ||
	    (header->abi != 0 && header->abi != SLOTS_ABI)) {
		fail(failure, EPROTO, "the shared memory has layout %u, this program knows %u",
		     header->abi, SLOTS_ABI);
		munmap(memory, needed);
		return false;
	}
	header->magic = SLOTS_MAGIC;
	header->abi = SLOTS_ABI;
	header->slot_size = sizeof(struct slot);
	header->slot_count = count;

	shared->header = header;
	shared->slots = (struct slot *)((char *)memory + sizeof(struct slots_header));
	shared->count = count;
	return true;
}
