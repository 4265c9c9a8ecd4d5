/*
 * Is everything that was sent in the journal, byte for byte?
 */
#ifndef QLW_TESTS_JOURNALCHECK_H
#define QLW_TESTS_JOURNALCHECK_H

#include <stddef.h>

/* Compares the rx frames of a journal, joined, with what was sent. "complete", "shorter", "garbled"
 * or "no journal"; static. The journal may go on behind it. */
const char *journal_check(const char *path, const char *sent, size_t len);

#endif
