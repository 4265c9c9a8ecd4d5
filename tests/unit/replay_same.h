/*
 * A recorded session, replayed, must give the model that the live one had. Shared by the tests that
 * record one.
 */
#ifndef QLW_TESTS_REPLAY_SAME_H
#define QLW_TESTS_REPLAY_SAME_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/replay.h"
#include "modem/session.h"

#define REPLAY_FIELD(name)                                                             \
	{                                                                              \
#name, offsetof(struct model, name), sizeof(((struct model *)0)->name) \
	}

/* All but the generation, and what is about connecting rather than about the module. */
static const struct replay_field {
	const char *name;
	size_t at, size;
} replay_fields[] = {
	REPLAY_FIELD(link),
	REPLAY_FIELD(link_ms),
	REPLAY_FIELD(family),
	REPLAY_FIELD(identity),
	REPLAY_FIELD(net),
	REPLAY_FIELD(capabilities_ms),
	REPLAY_FIELD(key),
	REPLAY_FIELD(unknown),
	REPLAY_FIELD(unknowns),
	REPLAY_FIELD(server),
	REPLAY_FIELD(servers),
	REPLAY_FIELD(state_ms),
	REPLAY_FIELD(state_stale),
	REPLAY_FIELD(client_code),
	REPLAY_FIELD(client_ms),
	REPLAY_FIELD(action),
	REPLAY_FIELD(action_ms),
	REPLAY_FIELD(reg_result),
	REPLAY_FIELD(dereg_result),
	REPLAY_FIELD(reg_result_ms),
	REPLAY_FIELD(dereg_result_ms),
	REPLAY_FIELD(send),
	REPLAY_FIELD(sends),
	REPLAY_FIELD(recv),
	REPLAY_FIELD(recvs),
	REPLAY_FIELD(observe),
	REPLAY_FIELD(observes),
	REPLAY_FIELD(lines),
	REPLAY_FIELD(noise_bytes),
	REPLAY_FIELD(overlong),
	REPLAY_FIELD(late),
	REPLAY_FIELD(readings),
	REPLAY_FIELD(command_ms),
};

/* What stands behind a text's end means nothing. */
static inline void replay_tidy(struct model *m)
{
#define REPLAY_TIDY(text) memset((text) + strlen(text), 0, sizeof(text) - strlen(text))
	for (size_t i = 0; i < MODEL_SENDS_MAX; i++) {
		REPLAY_TIDY(m->send[i].uri);
		REPLAY_TIDY(m->send[i].token);
	}
	for (size_t i = 0; i < MODEL_RECVS_MAX; i++)
		REPLAY_TIDY(m->recv[i].uri);
	for (size_t i = 0; i < MODEL_OBSERVES_MAX; i++) {
		REPLAY_TIDY(m->observe[i].uri);
		REPLAY_TIDY(m->observe[i].token);
	}
	for (size_t i = 0; i < MODEL_SERVERS_MAX; i++) {
		REPLAY_TIDY(m->server[i].server_addr);
		REPLAY_TIDY(m->server[i].error);
	}
}

/* How many fields differ; says which on standard error. */
static inline int replay_differences(
	const struct model *live, const struct model *then, const char *where)
{
	int n = 0;

	for (size_t i = 0; i < sizeof replay_fields / sizeof *replay_fields; i++) {
		const struct replay_field *f = &replay_fields[i];
		const char *a = (const char *)live + f->at, *b = (const char *)then + f->at;
		size_t at = 0;

		if (!memcmp(a, b, f->size))
			continue;
		while (a[at] == b[at])
			at++;
		fprintf(stderr, "%s: %s differs from byte %zu of %zu: live %d, replayed %d\n",
			where, f->name, at, f->size, a[at], b[at]);
		n++;
	}
	return n;
}

/* Opens the file as a replay that has come to its end. NULL, having said why. */
static inline struct session *replay_to_end(const char *file, uint64_t now_ms)
{
	char port[600];
	struct session *s = NULL;
	struct qlw_diag diag;
	struct replay_state state;
	const struct session_options options = {.port = port};

	snprintf(port, sizeof port, "replay:%s@max", file);
	if (session_open(&s, &options, now_ms, &diag) != 0) {
		fprintf(stderr, "%s\n", diag.what);
		return NULL;
	}
	do
		session_run(s, now_ms);
	while (session_replay_state(s, now_ms, &state) && !state.over);
	return s;
}

/* True if the replay of file ends with this model. The recording's clock stands at its last record:
 * what time alone does until now_ms is made up for. */
static inline bool replay_same(
	const char *file, const struct model *live, uint64_t now_ms, const char *where)
{
	struct session *s = replay_to_end(file, 1);
	struct model *both = malloc(2 * sizeof *both);
	int n = 1;

	if (s && both) {
		both[0] = *live;
		both[1] = *session_model(s);
		model_tick(&both[1], now_ms);
		replay_tidy(&both[0]);
		replay_tidy(&both[1]);
		n = replay_differences(&both[0], &both[1], where);
	}
	free(both);
	session_close(s);
	return n == 0;
}

#endif
