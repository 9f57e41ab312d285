#include "spin.h"

static inline void spin_hint(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

__attribute__((noinline)) uint64_t spin_burst(uint64_t units, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++) {
		units++;
		__asm__ volatile("" : "+r"(units));
		spin_hint();
	}
	return units;
}
