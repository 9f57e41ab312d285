#include "work_type.h"

#include <stdlib.h>
#include <string.h>

/* Made by the linker: the bounds of the section that REGISTER_WORK_TYPE fills. */
extern const struct work_type *const __start_ktstr_work_types[];
extern const struct work_type *const __stop_ktstr_work_types[];

#define MAX_WORK_TYPES 128

static int by_name(const void *left, const void *right)
{
	const struct work_type *const *a = left;
	const struct work_type *const *b = right;
	return strcmp((*a)->name, (*b)->name);
}

const struct work_type *const *work_types(size_t *count)
{
	/* The linker's order is that of the object files, which is nobody's order. */
	static const struct work_type *sorted[MAX_WORK_TYPES];
	size_t total = (size_t)(__stop_ktstr_work_types - __start_ktstr_work_types);
	if (total > MAX_WORK_TYPES)
		abort();
	memcpy(sorted, __start_ktstr_work_types, total * sizeof(sorted[0]));
	qsort(sorted, total, sizeof(sorted[0]), by_name);
	*count = total;
	return sorted;
}

const struct work_type *work_type_find(const char *name)
{
	size_t count;
	const struct work_type *const *types = work_types(&count);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(types[i]->name, name) == 0)
			return types[i];
	}
	return NULL;
}
