/*
 * Bytes as hexadecimal and text side by side.
 */
#ifndef QLW_VIEWS_HEXDUMP_H
#define QLW_VIEWS_HEXDUMP_H

#include <stddef.h>
#include <stdint.h>

#include "tui/toolkit/canvas.h"

/* Bytes that one row of cols columns shows: 16, 8 or 4. */
size_t hexdump_width(int cols);

/* One row: offset, bytes, text. at is the offset of its first byte. */
void hexdump_row(struct region r, int row, int col, const uint8_t *bytes, size_t len, size_t at);

#endif
