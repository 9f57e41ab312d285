/*
 * What a supervisor and its runner say to each other. The other half is
 * lib/workload/protocol.ts.
 *
 * Supervisor to runner, on stdout, one line a message, all numbers decimal:
 *
 *   spawned <pid> <pid> ...       every worker is forked and blocked on the start pipe; comes first
 *   failed <ERRNO> <text>         the group could not be made; nothing of it is left; the last one
 *   report <index> <bytes>        followed by that many raw bytes: what the worker wrote
 *   oversize <index>              the worker wrote more than a report may hold
 *   exit <index> code <n>         the worker ended by itself
 *   exit <index> signal <n>       a signal ended it
 *   exit <index> error <text>     its end could not be learned
 *   done                          every worker is reported, swept and reaped; the last one
 *
 * A worker's `report` or `oversize`, if there is one, comes before its `exit`.
 *
 * Runner to supervisor, on stdin, one line a command:
 *
 *   stop                          all workers leave their loops and report
 *   kill                          what is reported is read, then all workers are killed
 *
 * The end of stdin means that the runner is gone: everything is killed, nothing is said.
 */
#ifndef KTSTR_PROTOCOL_H
#define KTSTR_PROTOCOL_H

#define MESSAGE_SPAWNED "spawned"
#define MESSAGE_SPAWNED_PID " %d"
#define MESSAGE_FAILED "failed %s %s\n"
#define MESSAGE_REPORT "report %u %zu\n"
#define MESSAGE_OVERSIZE "oversize %u\n"
#define MESSAGE_EXIT_CODE "exit %u code %d\n"
#define MESSAGE_EXIT_SIGNAL "exit %u signal %d\n"
#define MESSAGE_EXIT_ERROR "exit %u error %s\n"
#define MESSAGE_DONE "done\n"

#define COMMAND_STOP "stop"
#define COMMAND_KILL "kill"

#endif
