#include "describe.h"

#include <stdio.h>

#include "json.h"
#include "slot.h"
#include "work_type.h"

static void describe_field(struct text *json, const char *name, size_t offset, const char *type,
			   size_t count)
{
	json_open(json, name, '{');
	json_number(json, "offset", offset);
	json_string(json, "type", type);
	json_number(json, "count", count);
	json_close(json, '}');
}

/* The lists of slot.h make these calls, one for each field of the structure `CONTAINER`. */
#define DESCRIBE_SCALAR(type, name) DESCRIBE_ARRAY(type, name, 1)
#define DESCRIBE_ARRAY(type, name, count) \
	describe_field(json, #name, offsetof(CONTAINER, name), #type, count);

static void describe_layout(struct text *json)
{
#define CONTAINER struct slots_header
	json_open(json, "header", '{');
	json_number(json, "size", sizeof(CONTAINER));
	json_open(json, "fields", '{');
	HEADER_FIELDS(DESCRIBE_SCALAR, DESCRIBE_ARRAY)
	json_close(json, '}');
	json_close(json, '}');
#undef CONTAINER

#define CONTAINER struct slot
	json_open(json, "slot", '{');
	json_number(json, "size", sizeof(CONTAINER));
	json_open(json, "fields", '{');
	SLOT_FIELDS(DESCRIBE_SCALAR, DESCRIBE_ARRAY)
	json_close(json, '}');
	json_close(json, '}');
#undef CONTAINER

#define CONTAINER migration
	json_open(json, "migration", '{');
	json_number(json, "size", sizeof(CONTAINER));
	json_open(json, "fields", '{');
	MIGRATION_FIELDS(DESCRIBE_SCALAR, DESCRIBE_ARRAY)
	json_close(json, '}');
	json_close(json, '}');
#undef CONTAINER
}

static void describe_states(struct text *json)
{
#define DESCRIBE_STATE(name) json_string(json, NULL, #name);
	json_open(json, "states", '[');
	SLOT_STATES(DESCRIBE_STATE)
	json_close(json, ']');
}

static const char *const kind_names[] = {
	[PARAM_COUNT] = "count",
	[PARAM_DURATION] = "duration",
	[PARAM_SIZE] = "size",
};

static void describe_param(struct text *json, const struct param *param)
{
	json_open(json, NULL, '{');
	json_string(json, "name", param->name);
	json_string(json, "kind", kind_names[param->kind]);
	json_number(json, "default", param->fallback);
	json_number(json, "min", param->min);
	json_number(json, "max", param->max);
	json_string(json, "help", param->help);
	json_close(json, '}');
}

static void describe_type(struct text *json, const struct work_type *type)
{
	json_open(json, NULL, '{');
	json_string(json, "name", type->name);
	json_string(json, "summary", type->summary);
	json_string(json, "help", type->help);
	json_number(json, "group_size", type->group_size);
	json_open(json, "params", '[');
	for (size_t i = 0; i < type->param_count; i++)
		describe_param(json, &type->params[i]);
	json_close(json, ']');
	json_open(json, "samples", '[');
	for (const char *const *name = type->samples; name != NULL && *name != NULL; name++)
		json_string(json, NULL, *name);
	json_close(json, ']');
	json_close(json, '}');
}

void describe_print(void)
{
	struct text json = { 0 };
	json_open(&json, NULL, '{');
	json_number(&json, "abi", SLOTS_ABI);
	describe_layout(&json);
	describe_states(&json);
	json_number(&json, "units_per_checkpoint", UNITS_PER_CHECKPOINT);
	json_open(&json, "work_types", '[');
	size_t count;
	const struct work_type *const *types = work_types(&count);
	for (size_t i = 0; i < count; i++)
		describe_type(&json, types[i]);
	json_close(&json, ']');
	json_close(&json, '}');
	printf("%.*s\n", (int)json.used, json.data);
	text_free(&json);
}
