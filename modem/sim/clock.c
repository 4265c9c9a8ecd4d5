/* The module's clock. The one place that asks the system for the time. */
#include "modem/sim/clock.h"

#include <time.h>

static uint64_t real_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void clock_start(struct clock *c, double speed)
{
	c->speed = speed;
	c->start_ns = real_ns();
}

uint64_t clock_now_ms(const struct clock *c)
{
	return (uint64_t)((double)(real_ns() - c->start_ns) * c->speed / 1e6);
}

uint64_t clock_wait_ns(const struct clock *c, uint64_t ms)
{
	double due = (double)ms * 1e6 / c->speed;
	double gone = (double)(real_ns() - c->start_ns);
	return due <= gone ? 0 : (uint64_t)(due - gone) + 1000;
}
