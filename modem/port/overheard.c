/*
 * Languages told apart by their checksums. It knows bytes only: no port, no module.
 */
#include "modem/port/overheard.h"

#include <ctype.h>

#define FRAME_END    0x7e /* HDLC */
#define FRAME_ESCAPE 0x7d
#define CRC_GOOD     0xf0b8 /* of CRC-16/X-25 over data and checksum */
#define FRAME_LEAST  3      /* one byte and the checksum */

/* Where an NMEA sentence is: $ body * two digits. */
enum {
	OUTSIDE,
	IN_BODY,
	IN_SUM,
	IN_SUM_2
};

static int hex(uint8_t byte)
{
	if (isdigit(byte))
		return byte - '0';
	return isxdigit(byte) ? (byte | 0x20) - 'a' + 10 : -1;
}

static void feed_sentence(struct overheard *o, uint8_t byte)
{
	if (byte == '$') {
		o->place = IN_BODY;
		o->sum = 0;
	} else if (o->place == IN_BODY && byte == '*') {
		o->place = IN_SUM;
	} else if (o->place == IN_BODY) {
		o->sum ^= byte;
		o->place = isprint(byte) ? IN_BODY : OUTSIDE;
	} else if (o->place == IN_SUM) {
		o->place = hex(byte) < 0 ? OUTSIDE : IN_SUM_2;
		o->told = (uint8_t)(hex(byte) < 0 ? 0 : hex(byte) * 16);
	} else if (o->place == IN_SUM_2) {
		o->sentences += hex(byte) >= 0 && (o->told | hex(byte)) == o->sum;
		o->place = OUTSIDE;
	}
}

static uint16_t crc_of(uint16_t crc, uint8_t byte)
{
	crc ^= byte;
	for (int i = 0; i < 8; i++)
		crc = (uint16_t)(crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1);
	return crc;
}

static void feed_frame(struct overheard *o, uint8_t byte)
{
	if (byte == FRAME_END) {
		o->frames += o->frame >= FRAME_LEAST && o->crc == CRC_GOOD;
		o->frame = 0;
		o->escaped = 0;
		return;
	}
	if (byte == FRAME_ESCAPE && !o->escaped) {
		o->escaped = 0x20;
		return;
	}
	o->crc = crc_of(o->frame ? o->crc : 0xffff, byte ^ o->escaped);
	o->escaped = 0;
	o->frame++;
}

void overheard_feed(struct overheard *o, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const uint8_t byte = bytes[i];

		o->bytes++;
		o->unreadable += byte >= 0x7f || (byte < 0x20 && byte != '\r' && byte != '\n');
		feed_sentence(o, byte);
		feed_frame(o, byte);
	}
}

enum overheard_kind overheard_kind(const struct overheard *o)
{
	if (o->frames)
		return OVERHEARD_DIAG;
	if (o->sentences)
		return OVERHEARD_NMEA;
	if (!o->bytes)
		return OVERHEARD_NOTHING;
	/* a wrong baud rate makes some bytes look like letters, never nearly all of them */
	return o->unreadable * 8 >= o->bytes ? OVERHEARD_NOISE : OVERHEARD_TEXT;
}

const char *overheard_what(enum overheard_kind kind)
{
	static const char *const words[] = {
		[OVERHEARD_NOTHING] = "nothing comes",
		[OVERHEARD_TEXT] = "text comes, but no answer",
		[OVERHEARD_NOISE] = "only garbage comes",
		[OVERHEARD_NMEA] = "NMEA sentences come: this is the position port",
		[OVERHEARD_DIAG] = "diagnostic frames come: this is the diagnostics port",
	};
	return words[kind];
}

const char *overheard_next(enum overheard_kind kind)
{
	static const char search[] =
		"the baud rate is another one: qlw doctor tries the usual ones, -b "
		"sets it";
	static const char at_port[] = "the AT port is interface 2 of the same module: qlw ports";
	static const char *const words[] = {
		[OVERHEARD_NOTHING] =
			"is it the AT port, is the module on, is the baud rate right (-b)?",
		[OVERHEARD_TEXT] = "is it the AT port, and does another program use the module?",
		[OVERHEARD_NOISE] = search,
		[OVERHEARD_NMEA] = at_port,
		[OVERHEARD_DIAG] = at_port,
	};
	return words[kind];
}
