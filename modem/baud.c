/* Order of baud rates: see baud.h. */
#include "modem/baud.h"

#include <stddef.h>

static const struct {
	int rate;
	const char *doing;
} rates[] = {
	{115200, "trying 115200 baud"},
	{921600, "trying 921600 baud"},
	{9600, "trying 9600 baud"},
	{460800, "trying 460800 baud"},
	{57600, "trying 57600 baud"},
	{230400, "trying 230400 baud"},
	{38400, "trying 38400 baud"},
	{19200, "trying 19200 baud"},
};
enum {
	RATES = sizeof rates / sizeof *rates
};

void baud_init(struct baud *b, int given)
{
	*b = (struct baud){.given = given ? given : BAUD_DEFAULT};
	b->now = b->given;
}

bool baud_unanswered(struct baud *b)
{
	if (b->exhausted || (b->searching && ++b->tries < BAUD_TRIES))
		return false;
	b->tries = 0;
	b->place += b->searching;
	while (b->place < RATES && rates[b->place].rate == b->given)
		b->place++;
	b->searching = b->place < RATES;
	b->exhausted = !b->searching;
	b->now = b->searching ? rates[b->place].rate : b->given;
	return true;
}

void baud_found(struct baud *b)
{
	b->searching = false;
	b->exhausted = true; /* a module that answered and fell silent has another trouble */
}

const char *baud_doing(const struct baud *b)
{
	return b->searching ? rates[b->place].doing : NULL;
}
