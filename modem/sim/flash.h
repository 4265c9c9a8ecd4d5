/*
 * The module's flash: a directory. Files are replaced whole or not at all, readable by their owner
 * only, for they hold keys. Without a directory, a temporary one that goes with flash_close.
 */
#ifndef QLW_SIM_FLASH_H
#define QLW_SIM_FLASH_H

#include <stdbool.h>
#include <stddef.h>

#include "modem/sim/text.h"

struct flash;

/* dir is made if missing; NULL: temporary. NULL is returned with errno set. */
struct flash *flash_open(const char *dir);
void flash_close(struct flash *f);

/* name is relative and may have folders in it, which must be safe already. */
bool flash_read(const struct flash *f, const char *name, struct text *out); /* appends */
bool flash_write(struct flash *f, const char *name, const void *bytes, size_t len);
bool flash_remove(struct flash *f, const char *name);
bool flash_exists(const struct flash *f, const char *name);
long long flash_size(const struct flash *f, const char *name); /* -1: no such file */

/* Where a file is for other libraries to read; false when there is none. */
bool flash_path(const struct flash *f, const char *name, char *path, size_t max);

/* Calls tell for every file in folder, in order of name. */
void flash_list(const struct flash *f, const char *folder,
	void (*tell)(void *ctx, const char *name, long long size), void *ctx);

/* A flash that is full refuses every write. */
void flash_fill(struct flash *f, bool full);

#endif
