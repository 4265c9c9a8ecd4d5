/*
 * What a port says that does not answer AT: nothing, positions (NMEA 0183), Qualcomm's diagnostics,
 * or garbage, as at a wrong baud rate. Told by checksums, so that noise is not taken for a language.
 * Pure; bytes in, a verdict out.
 */
#ifndef QLW_MODEM_OVERHEARD_H
#define QLW_MODEM_OVERHEARD_H

#include <stddef.h>
#include <stdint.h>

enum overheard_kind {
	OVERHEARD_NOTHING,
	OVERHEARD_TEXT, /* readable, but no answer to AT */
	OVERHEARD_NOISE,
	OVERHEARD_NMEA,
	OVERHEARD_DIAG,
};

/* Zeroed at first. */
struct overheard {
	size_t bytes, unreadable; /* unreadable: neither printable ASCII nor CR, LF */
	size_t sentences;         /* NMEA, with a right checksum */
	size_t frames;            /* HDLC as diagnostics use it, with a right checksum */
	/* of the sentence and the frame under way */
	uint8_t place, sum, told, escaped;
	uint16_t crc;
	size_t frame;
};

void overheard_feed(struct overheard *o, const uint8_t *bytes, size_t n);
enum overheard_kind overheard_kind(const struct overheard *o);

/* "NMEA sentences, …" for a message, and what to do; static. */
const char *overheard_what(enum overheard_kind kind);
const char *overheard_next(enum overheard_kind kind);

#endif
