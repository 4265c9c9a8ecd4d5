/* The module's clock: monotonic time since the simulator's start, run faster or slower by --speed.
 */
#ifndef QLW_SIM_CLOCK_H
#define QLW_SIM_CLOCK_H

#include <stdint.h>

struct clock {
	double speed;
	uint64_t start_ns;
};

void clock_start(struct clock *c, double speed);
uint64_t clock_now_ms(const struct clock *c);
/* Real nanoseconds from now until the module's clock shows ms; 0 when it is past. */
uint64_t clock_wait_ns(const struct clock *c, uint64_t ms);

#endif
