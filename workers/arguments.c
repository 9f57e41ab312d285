#include "arguments.h"

#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "nearest.h"
#include "quantity.h"
#include "text.h"

/* The start pipe holds 64 KiB: one byte for each worker that waits. */
#define MAX_WORKERS 65536

enum option {
	OPTION_WORK,
	OPTION_PARAM,
	OPTION_WORKERS,
	OPTION_ITERATIONS,
	OPTION_DURATION,
	OPTION_GROUP_IDX,
	OPTION_SEED,
	OPTION_SLOTS_FD,
	OPTION_START_FD,
	OPTION_DESCRIBE,
	OPTION_HELP,
	OPTION_COUNT,
};

static const char *const option_names[OPTION_COUNT] = {
	[OPTION_WORK] = "--work",
	[OPTION_PARAM] = "--param",
	[OPTION_WORKERS] = "--workers",
	[OPTION_ITERATIONS] = "--iterations",
	[OPTION_DURATION] = "--duration",
	[OPTION_GROUP_IDX] = "--group-idx",
	[OPTION_SEED] = "--seed",
	[OPTION_SLOTS_FD] = "--slots-fd",
	[OPTION_START_FD] = "--start-fd",
	[OPTION_DESCRIBE] = "--describe",
	[OPTION_HELP] = "--help",
};

/* The options as they were given, before any of them is understood. */
struct given {
	const char *values[OPTION_COUNT];
	const char *params[MAX_PARAMS];
	size_t param_count;
};

__attribute__((format(printf, 1, 2))) _Noreturn static void usage_error(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fputs("ktstr-worker: ", stderr);
	vfprintf(stderr, format, arguments);
	fputs("\n", stderr);
	va_end(arguments);
	exit(EX_USAGE);
}

/* Ends with the name that was probably meant. */
_Noreturn static void unknown_name(const char *what, const char *name, const char *const *names,
				   size_t count)
{
	const char *nearest = nearest_name(name, names, count);
	if (nearest != NULL)
		usage_error("unknown %s \"%s\": did you mean %s?", what, name, nearest);
	usage_error("unknown %s \"%s\", see ktstr-worker --help", what, name);
}

static enum option find_option(const char *name)
{
	for (enum option option = 0; option < OPTION_COUNT; option++) {
		if (strcmp(option_names[option], name) == 0)
			return option;
	}
	unknown_name("option", name, option_names, OPTION_COUNT);
}

static void collect_param(struct given *given, const char *value)
{
	if (given->param_count == MAX_PARAMS)
		usage_error("--param is given more than %d times", MAX_PARAMS);
	given->params[given->param_count++] = value;
}

/* Takes one option at `argv[*i]`, as `--name value` or `--name=value`. */
static void collect_option(struct given *given, int argc, char **argv, int *i)
{
	/* Leaves the bare name in argv. */
	char *value = strchr(argv[*i], '=');
	if (value != NULL)
		*value++ = '\0';
	const char *name = argv[*i];
	enum option option = find_option(name);
	/* --param may be: its values are kept elsewhere. */
	if (given->values[option] != NULL)
		usage_error("%s is given twice", name);
	if (option == OPTION_DESCRIBE || option == OPTION_HELP) {
		if (value != NULL)
			usage_error("%s takes no value", name);
		given->values[option] = "";
		return;
	}
	if (value == NULL && ++*i < argc)
		value = argv[*i];
	if (value == NULL)
		usage_error("%s needs a value", name);
	if (option == OPTION_PARAM)
		collect_param(given, value);
	else
		given->values[option] = value;
}

static void collect(struct given *given, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		collect_option(given, argc, argv, &i);
}

/* The value of an option that is a plain number; `fallback` if it was not given. */
static uint64_t number(const struct given *given, enum option option, uint64_t min, uint64_t max,
		       uint64_t fallback)
{
	const char *text = given->values[option];
	uint64_t value;
	if (text == NULL)
		return fallback;
	const char *problem = quantity_parse(text, PARAM_COUNT, true, &value);
	if (problem != NULL)
		usage_error("%s \"%s\" %s", option_names[option], text, problem);
	if (value < min || value > max)
		usage_error("%s is %" PRIu64 ", it must be from %" PRIu64 " to %" PRIu64,
			    option_names[option], value, min, max);
	return value;
}

static const struct work_type *find_type(const char *name)
{
	size_t count;
	const struct work_type *const *types = work_types(&count);
	const struct work_type *type = name == NULL ? NULL : work_type_find(name);
	if (type != NULL)
		return type;

	const char **names = calloc(count, sizeof(names[0]));
	if (names == NULL)
		usage_error("no memory");
	for (size_t i = 0; i < count; i++)
		names[i] = types[i]->name;
	if (name == NULL)
		usage_error("--work is missing: name a work type, as in --work %s", names[0]);
	unknown_name("work type", name, names, count);
}

/* Position of a parameter that is written as `name=value`; the value goes to `value`. */
static size_t find_param(const struct work_type *type, const char *text, const char **value)
{
	const char *equals = strchr(text, '=');
	if (equals == NULL || equals == text)
		usage_error("--param \"%s\" is not of the form name=value", text);
	*value = equals + 1;
	size_t length = (size_t)(equals - text);
	const char *names[MAX_PARAMS];
	for (size_t i = 0; i < type->param_count; i++) {
		names[i] = type->params[i].name;
		if (strlen(names[i]) == length && strncmp(names[i], text, length) == 0)
			return i;
	}
	if (type->param_count == 0)
		usage_error("%s has no parameters, but --param %s is given", type->name, text);
	struct text list = { 0 };
	for (size_t i = 0; i < type->param_count; i++)
		text_printf(&list, "%s%s", i == 0 ? "" : ", ", names[i]);
	usage_error("%s has no parameter \"%.*s\", only %s", type->name, (int)length, text,
		    list.data);
}

static void set_param(struct group_plan *plan, const char *text, bool *set)
{
	const char *value_text;
	size_t position = find_param(plan->type, text, &value_text);
	const struct param *param = &plan->type->params[position];
	uint64_t value;
	const char *problem = quantity_parse(value_text, param->kind, true, &value);
	if (problem != NULL)
		usage_error("--param %s=\"%s\" %s", param->name, value_text, problem);
	if (value < param->min || value > param->max)
		usage_error("--param %s is %" PRIu64 ", it must be from %" PRIu64 " to %" PRIu64,
			    param->name, value, param->min, param->max);
	if (set[position])
		usage_error("--param %s is given twice", param->name);
	set[position] = true;
	plan->params[position] = value;
}

static void understand_plan(struct group_plan *plan, const struct given *given)
{
	plan->type = find_type(given->values[OPTION_WORK]);
	for (size_t i = 0; i < plan->type->param_count; i++)
		plan->params[i] = plan->type->params[i].fallback;
	bool set[MAX_PARAMS] = { false };
	for (size_t i = 0; i < given->param_count; i++)
		set_param(plan, given->params[i], set);

	u32 group_size = plan->type->group_size;
	plan->workers = (u32)number(given, OPTION_WORKERS, 1, MAX_WORKERS, group_size);
	if (plan->workers % group_size != 0)
		usage_error("%s works in groups of %u: --workers is %u, it must be a multiple",
			    plan->type->name, group_size, plan->workers);
	plan->iterations = number(given, OPTION_ITERATIONS, 1, UINT64_MAX, UINT64_MAX);
	plan->group_idx = (u32)number(given, OPTION_GROUP_IDX, 0, UINT32_MAX, 0);
	plan->seed = number(given, OPTION_SEED, 0, UINT64_MAX, 0);
}

static uint64_t understand_duration(const char *text)
{
	uint64_t duration_ns = 0;
	if (text == NULL)
		return 0;
	const char *problem = quantity_parse(text, PARAM_DURATION, false, &duration_ns);
	if (problem != NULL)
		usage_error("--duration \"%s\" %s", text, problem);
	if (duration_ns == 0)
		usage_error("--duration is 0, it must be longer");
	return duration_ns;
}

static void understand_runner(struct arguments *arguments, const struct given *given)
{
	const char *slots = given->values[OPTION_SLOTS_FD];
	const char *start = given->values[OPTION_START_FD];
	arguments->slots_fd = -1;
	arguments->start_fd = -1;
	if (slots == NULL && start == NULL)
		return;
	if (slots == NULL || start == NULL)
		usage_error("--slots-fd and --start-fd belong together: %s is missing",
			    option_names[slots == NULL ? OPTION_SLOTS_FD : OPTION_START_FD]);
	if (given->values[OPTION_DURATION] != NULL)
		usage_error("--duration is for use by hand: with --slots-fd the runner says stop");
	/* 0 to 2 are stdin, stdout and stderr, which have their own meanings. */
	arguments->slots_fd = (int)number(given, OPTION_SLOTS_FD, 3, INT_MAX, 0);
	arguments->start_fd = (int)number(given, OPTION_START_FD, 3, INT_MAX, 0);
	if (arguments->slots_fd == arguments->start_fd)
		usage_error("--slots-fd and --start-fd are both %d", arguments->slots_fd);
}

void arguments_parse(struct arguments *arguments, int argc, char **argv)
{
	struct given given = { .values = { NULL } };
	collect(&given, argc, argv);
	*arguments = (struct arguments){ .action = ACTION_RUN };
	if (given.values[OPTION_HELP] != NULL) {
		arguments->action = ACTION_HELP;
	} else if (given.values[OPTION_DESCRIBE] != NULL) {
		arguments->action = ACTION_DESCRIBE;
	} else {
		understand_plan(&arguments->plan, &given);
		arguments->duration_ns = understand_duration(given.values[OPTION_DURATION]);
		understand_runner(arguments, &given);
	}
}
