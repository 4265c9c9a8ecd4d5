/*
 * Replay of any file, a journal or another program's log: it comes to its end, whatever it holds,
 * and going back and playing it again gives the same model.
 */
#define _GNU_SOURCE
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "modem/replay.h"
#include "modem/session.h"

static void play(struct session *s)
{
	struct replay_state state;
	uint64_t turns = 0;

	do {
		session_run(s, 1000);
		FUZZ_REQUIRE(session_replay_state(s, 1000, &state) && ++turns < 100000);
	} while (!state.over);
	FUZZ_REQUIRE(state.place == state.places);
	FUZZ_REQUIRE(session_deadline_ms(s) == UINT64_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	char port[80];
	const struct session_options options = {.port = port};
	struct session *s;
	struct qlw_diag diag;

	if (fd < 0)
		fd = memfd_create("recording", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	snprintf(port, sizeof port, "replay:/proc/self/fd/%d@max", fd);
	if (session_open(&s, &options, 1000, &diag) != 0) {
		FUZZ_REQUIRE(diag.what[0]);
		return 0;
	}
	play(s);
	uint64_t lines = session_model(s)->lines, late = session_model(s)->late;
	size_t servers = session_model(s)->servers;
	session_replay_seek(s, 0, 1000);
	session_replay_seek(s, UINT64_MAX, 1000);
	play(s);
	FUZZ_REQUIRE(session_model(s)->lines == lines && session_model(s)->late == late);
	FUZZ_REQUIRE(session_model(s)->servers == servers);
	session_close(s);
	return 0;
}
