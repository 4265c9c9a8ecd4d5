/*
 * The module's files as AT commands see them: names, storages, open handles, uploads. They are kept
 * in flash under "datatx", "ufs" and "modem".
 */
#ifndef QLW_SIM_FILES_H
#define QLW_SIM_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/sim/text.h"

struct module;

#define FILES_OPEN     10
#define FILES_NAME     80 /* bytes of a name without its storage */
#define FILES_PATH     (FILES_NAME + 16)
#define FILES_CAPACITY 1000000 /* bytes of a storage */

/* <err> of +CME ERROR for file commands */
enum files_error {
	FILES_EINVALID = 400,
	FILES_EFULL = 403,
	FILES_EMISSING = 405,
	FILES_ENAME = 406,
	FILES_EEXISTS = 407,
	FILES_EWRITE = 409,
	FILES_EOPENED_MAX = 413,
	FILES_EHANDLE = 416,
	FILES_ETIME = 421,
	FILES_ELARGE = 423,
	FILES_EBUSY = 426,
};

struct open_file {
	unsigned handle; /* 0: free */
	char path[FILES_PATH];
	unsigned mode;
};

struct files {
	struct open_file open[FILES_OPEN];
	struct text data; /* of the upload that is going on */
	char path[FILES_PATH];
	size_t size;
	uint64_t timeout_ms, last_ms;
	bool acknowledge;
	int pluses; /* of "+++" since a silence; -1: other bytes came */
};

/*
 * "EUFS:/datatx/x", "EUFS:x", "UFS:x" or "x" as a path in flash. False for a name that is not
 * allowed: no way leads out of the storages. *eufs tells whether it is on the application side.
 */
bool files_path(const char *name, bool ssl, char *path, size_t size, bool *eufs);
/* XOR of big-endian 16-bit words, the last one padded with zero. */
unsigned files_checksum(const void *bytes, size_t len);

void files_close_all(struct module *m);

#endif
