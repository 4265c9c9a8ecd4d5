/*
 * Golden screens: what a screen looked like when someone last looked at it with care, as plain text
 * in tests/screens/golden/NAME.txt. UPDATE=1 in the environment writes them anew.
 */
#ifndef QLW_TESTS_GOLDEN_H
#define QLW_TESTS_GOLDEN_H

#include <stdbool.h>

/* Compares text (rows ended by newlines) with the stored screen. What differs from run to run is
 * masked on both sides, keeping its width: HH:MM:SS(.mmm) and HH:MM as 0s, dates as 0s, /dev/pts/N,
 * ttyXN and 127.0.0.1:PORT as in golden.c, and each of `words` (NULL-terminated, may be NULL) as
 * #s. On a difference prints both, row by row, and returns false. */
bool golden_matches(const char *name, const char *text, const char *const *words);

/* The masking alone, in place. */
void golden_mask(char *text, const char *const *words);

#endif
