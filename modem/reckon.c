/*
 * Estimates from states and settings. It must not know the clock: callers compare.
 */
#include "modem/reckon.h"

static size_t steps_of(const struct model_server *s)
{
	return s->steps < MODEL_PATH_MAX ? s->steps : MODEL_PATH_MAX;
}

/* retry_timeout * retry_exponent^(tries-1) seconds, at most max_timeout */
static int64_t backoff_s(int64_t timeout, int64_t exponent, int64_t max, unsigned tries)
{
	int64_t wait = timeout;
	for (unsigned i = 1; i < tries && wait < max && exponent > 1; i++)
		wait = wait > max / exponent ? max : wait * exponent;
	return wait < max ? wait : max;
}

uint64_t reckon_retry_ms(const struct model *m, const struct model_server *s)
{
	const size_t n = steps_of(s);
	if (s->phase != QLW_PHASE_RETRYING || n == 0 || s->path[n - 1].code != s->code)
		return 0;
	const int64_t timeout = model_number(m, QLW_KEY_TRANSCFG, 0, "retry_timeout", -1);
	const int64_t exponent = model_number(m, QLW_KEY_TRANSCFG, 0, "retry_exponent", -1);
	const int64_t max = model_number(m, QLW_KEY_TRANSCFG, 0, "max_timeout", -1);
	if (timeout <= 0 || exponent < 0 || max <= 0)
		return 0;
	return s->path[n - 1].t_ms + (uint64_t)backoff_s(timeout, exponent, max, s->retries) * 1000;
}

static bool renews(int code)
{
	return code == QLW_STATE_REG_READY || code == QLW_STATE_REG_UPDATE;
}

uint64_t reckon_update_ms(const struct model_server *s)
{
	const bool sound = s->life_time < 0 || s->update_ms <= (uint64_t)s->life_time * 1000;
	if (s->phase != QLW_PHASE_READY || !s->registered_ms || !s->update_ms || !sound)
		return 0;
	return s->registered_ms + s->update_ms;
}

static bool begins(int code)
{
	return code == QLW_STATE_INITIAL || code == QLW_STATE_BS_START ||
	       code == QLW_STATE_DEREG_START;
}

uint64_t reckon_attempt_ms(const struct model_server *s)
{
	const size_t n = steps_of(s);
	for (size_t i = n; i-- > 0;) {
		if (i + 1 < n && renews(s->path[i].code))
			return 0; /* that attempt was over */
		if (begins(s->path[i].code))
			return s->path[n - 1].t_ms - s->path[i].first_ms;
	}
	return 0;
}
