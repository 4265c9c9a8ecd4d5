/*
 * What happens to the module by itself, from a file. One event a line, '#' begins a comment:
 *
 *   1500 urc "+QIND: \"csq\",20,99"       at 1500 ms after start
 *   +500 fault late=2000                   500 ms after the line before
 *   on "AT+QLWSVC=\"reg\"" restart         when a command line that contains this comes in
 *   on "AT+CSQ" 300 bytes "\r\n\x00junk"   300 ms after it
 *
 * Actions: urc TEXT · bytes TEXT · fault NAME[=ARG] · clear NAME · network home|roaming|none|denied
 * · signal DBM · servers up|silent|stopped ·
 * server "WORDS of loopback_tell" · flood COUNT TEXT · recv URI TYPE TEXT · restart ·
 * unplug. TEXT stands in quotes with \" \\ \r \n \xHH. An "on" line acts every time.
 */
#ifndef QLW_SIM_SCENARIO_H
#define QLW_SIM_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct module;
struct scenario_event;

struct scenario {
	struct scenario_event *event;
	size_t count;
	uint64_t last_ms; /* offset of the last timed line, for "+MS" */
};

bool scenario_add(struct module *m, const char *line);
/* A command line came in. */
void scenario_heard(struct module *m, const char *line, size_t len);
void scenario_run(struct module *m);
uint64_t scenario_deadline_ms(const struct module *m);
void scenario_free(struct scenario *s);

#endif
