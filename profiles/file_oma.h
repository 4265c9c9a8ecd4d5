/* The resources of OMA objects 0, 1, 2 and 11 as rows: what bootstrap.ini may hold. Included by
 * file_rows.c; others ask file.h. */
#ifndef QLW_PROFILES_FILE_OMA_H
#define QLW_PROFILES_FILE_OMA_H

#include "profiles/file.h"

const struct file_row *file_oma_row(size_t i); /* NULL after the last */

#endif
