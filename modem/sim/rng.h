/* Repeatable choices: everything random in the simulator comes from one seed. */
#ifndef QLW_SIM_RNG_H
#define QLW_SIM_RNG_H

#include <stdint.h>

struct rng {
	uint64_t state;
};

uint64_t rng_next(struct rng *r);
unsigned rng_between(struct rng *r, unsigned least, unsigned most); /* both included */

/* The same number for the same pair, without any state: for values that drift with time. */
uint64_t rng_hash(uint64_t seed, uint64_t n);

#endif
