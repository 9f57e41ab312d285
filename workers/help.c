#include "help.h"

#include <inttypes.h>
#include <stdio.h>

#include "work_type.h"

static const char introduction[] =
	"ktstr-worker runs processes that put load on a scheduler, and measures each of them.\n"
	"\n"
	"Usage:\n"
	"  ktstr-worker --work NAME [OPTION VALUE]...\n"
	"  ktstr-worker --describe\n"
	"\n"
	"Options:\n"
	"  --work NAME          what every worker does: one of the work types below\n"
	"  --param NAME=VALUE   a parameter of the work type; may be repeated. Durations take\n"
	"                       units (100us, 5ms, 1.5s), and so do sizes (32KiB, 4MiB); without\n"
	"                       one they are ns and bytes\n"
	"  --workers N          number of worker processes, a multiple of the type's group size\n"
	"                       (default: one group)\n"
	"  --iterations K       each worker ends after K iterations\n"
	"  --duration TIME      all workers are stopped after this time, as in 500ms or 10s\n"
	"  --group-idx G        number of the work group, as it appears in reports (default: 0)\n"
	"  --seed S             seed of every random choice (default: 0)\n"
	"  --slots-fd FD        with --start-fd: run for the ktstr runner, on its shared memory,\n"
	"  --start-fd FD        its start pipe, and with its commands on stdin\n"
	"  --describe           print work types and shared memory layout as JSON\n"
	"  --help               print this text\n"
	"Instead of \"--name value\" an option can be written \"--name=value\".\n"
	"\n"
	"Without --duration and --iterations the workers run until Ctrl-C, which stops them and\n"
	"prints what they measured; a second Ctrl-C kills them.\n"
	"\n"
	"Each worker's report is one line of JSON on stdout, in the order of the workers.\n"
	"Exit status: 0 when every worker completed, 1 when one did not, 64 for a bad command\n"
	"line, 71 when the workers could not be started.\n"
	"\n"
	"Examples:\n"
	"  ktstr-worker --work SpinWait --workers 2 --duration 1s\n"
	"  ktstr-worker --work Mixed --param spin_iters=512 --workers 4 --iterations 10000\n"
	"  ktstr-worker --work YieldHeavy --duration 500ms | jq '{index, iterations, max_gap_ms}'\n"
	"\n"
	"Work types:\n";

static const char *const unit_of_kind[] = {
	[PARAM_COUNT] = "",
	[PARAM_DURATION] = " ns",
	[PARAM_SIZE] = " bytes",
};

static void print_type(const struct work_type *type)
{
	printf("  %-18s %s\n", type->name, type->summary);
	for (size_t i = 0; i < type->param_count; i++) {
		const struct param *param = &type->params[i];
		printf("  %-18s   %s: %s (default: %" PRIu64 "%s)\n", "", param->name,
		       param->help, param->fallback, unit_of_kind[param->kind]);
	}
}

void help_print(void)
{
	fputs(introduction, stdout);
	size_t count;
	const struct work_type *const *types = work_types(&count);
	for (size_t i = 0; i < count; i++)
		print_type(types[i]);
}
