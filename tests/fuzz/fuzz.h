/*
 * What a fuzz target is: one function that takes any bytes and must neither crash nor break a
 * promise of what it tests (it calls abort then). libFuzzer calls it in `make fuzz`, replay.c in
 * `make check`. Kept inputs: tests/fuzz/corpus/NAME/ for fuzz_NAME.c.
 */
#ifndef QLW_TESTS_FUZZ_H
#define QLW_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* How many times slower than others a target is: replay.c gives it so many fewer mutated inputs. One
 * that does not define it has 1. */
extern unsigned fuzz_weight;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise; says which one was broken. */
#define FUZZ_REQUIRE(holds) \
	((holds) ? (void)0  \
		 : (fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #holds), abort()))

#endif
