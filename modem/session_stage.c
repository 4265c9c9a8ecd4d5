/* Where a session stands, for a person: found, silent and why, gone. Reads the session, changes nothing. */
#include "modem/session_priv.h"

/* What was heard instead of an answer, and what that suggests. */
static void explain_silence(const struct session *s, struct qlw_diag *diag)
{
	static const char searched[] = "no usual baud rate helps: is the module on, are RX, TX and "
				       "ground wired, RTS and CTS as AT+IFC wants them?";
	const enum overheard_kind kind = session_overheard(s);
	qlw_diag_set(diag, QLW_ETIMEOUT, "%s: no answer to AT, %s", s->port, overheard_what(kind));
	if (*s->at_port)
		qlw_diag_hint(diag, "the AT port of the same module is %s", s->at_port);
	else if (s->options.search_baud && s->baud.exhausted && !s->ever_answered)
		qlw_diag_hint(diag, "%s", searched);
	else
		qlw_diag_hint(diag, "%s", overheard_next(kind));
}

enum session_stage session_stage(const struct session *s, struct qlw_diag *diag)
{
	qlw_diag_set(diag, QLW_OK, "%s", "");
	if (s->replay)
		return session_replay_stage(s);
	if (!s->transport) {
		if (diag)
			*diag = s->gone;
		return SESSION_GONE;
	}
	if (s->model->family == NET_FAMILY_FOREIGN) {
		qlw_diag_set(diag, QLW_ERESULT, "%s is no BG95, BG77 or BG600L-M3",
			s->model->identity.model);
		qlw_diag_hint(diag, "its LwM2M commands may mean other things and are not used");
	}
	switch (s->connect.stage) {
	case CONNECT_PROBING:
	case CONNECT_WAITING:
		return s->ever_answered ? SESSION_PROBING : SESSION_OPENING;
	case CONNECT_READING:
		return SESSION_READING;
	case CONNECT_READY:
		return SESSION_READY;
	case CONNECT_SILENT:
		break;
	}
	explain_silence(s, diag);
	return SESSION_SILENT;
}

struct session_found session_found(const struct session *s)
{
	const struct connect *c = &s->connect;
	return (struct session_found){
		.echo = c->echo_seen || c->restore_echo,
		.numeric = c->numeric_seen || c->restore_numeric,
		.cmee = c->restore_cmee >= 0 ? c->restore_cmee : c->cmee,
	};
}

int session_baud(const struct session *s, int *given)
{
	*given = s->baud.given;
	return s->baud.now;
}

enum overheard_kind session_overheard(const struct session *s)
{
	return overheard_kind(&s->overheard);
}
