/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ktstr.h"
#include "result.h"

int32_t ktstr_abi(void)
{
	return KTSTR_ABI;
}

int32_t ktstr_gettid(void)
{
	return (int32_t)syscall(SYS_gettid);
}

int32_t ktstr_set_parent_death_signal(int32_t signal)
{
	return result(prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0UL, 0UL, 0UL));
}

int32_t ktstr_set_child_subreaper(uint32_t on)
{
	return result(prctl(PR_SET_CHILD_SUBREAPER, (unsigned long)(on != 0), 0UL, 0UL, 0UL));
}

int32_t ktstr_set_timer_slack(uint32_t slack_ns)
{
	return result(prctl(PR_SET_TIMERSLACK, (unsigned long)slack_ns, 0UL, 0UL, 0UL));
}

int32_t ktstr_set_thread_name(const char *name)
{
	return result(prctl(PR_SET_NAME, name, 0UL, 0UL, 0UL));
}

int32_t ktstr_set_no_new_privs(void)
{
	return result(prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL));
}
