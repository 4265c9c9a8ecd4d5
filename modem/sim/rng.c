/* Repeatable choices (splitmix64). Knows no clock and no system source of randomness. */
#include "modem/sim/rng.h"

static uint64_t rng_mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

uint64_t rng_next(struct rng *r)
{
	r->state += 0x9e3779b97f4a7c15u;
	return rng_mix(r->state);
}

unsigned rng_between(struct rng *r, unsigned least, unsigned most)
{
	return least + (unsigned)(rng_next(r) % ((uint64_t)most - least + 1));
}

uint64_t rng_hash(uint64_t seed, uint64_t n)
{
	return rng_mix(seed * 0x9e3779b97f4a7c15u + rng_mix(n + 1));
}
