/* Command line options. Knows no verb, no module and no file. */
#include "tui/options.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/toolkit/near.h"

#define SECONDS_MAX (31 * 24 * 3600)

enum kind {
	KIND_FLAG,    /* bool */
	KIND_TEXT,    /* const char * */
	KIND_NUMBER,  /* int64_t within min..max */
	KIND_SECONDS, /* int64_t, ms */
	KIND_PORT,    /* one more of ports */
	KIND_DIR,     /* one more of profile_dir */
	KIND_VAR,     /* one more of var */
};

/* What stands at `at` of struct options (of struct call, when bit is set). */
struct rule {
	struct option_row row;
	enum kind kind;
	size_t at;
	int64_t min, max;
};

#define GLOBAL(field)  offsetof(struct options, field)
#define OF_VERB(field) offsetof(struct call, field)
#define NOWHERE        SIZE_MAX /* the bit says it all */

static const struct rule rules[] = {
	{{'p', "port", "PORT", "port: /dev/tty…, tcp:HOST:PORT, unix:PATH, sim:, replay:FILE", 0},
		KIND_PORT, GLOBAL(port), 0, 0},
	{{'b', "baud", "N", "speed of a serial port (115200)", 0}, KIND_NUMBER, GLOBAL(baud), 50,
		4000000},
	{{0, "rtscts", NULL, "send only while CTS is on, as AT+IFC=2,2 needs it; UARTs only", 0},
		KIND_FLAG, GLOBAL(rtscts), 0, 0},
	{{0, "json", NULL, "one JSON object a line", 0}, KIND_FLAG, GLOBAL(json), 0, 0},
	{{0, "timeout", "SECONDS", "how long a verb waits for its result", 0}, KIND_SECONDS,
		GLOBAL(timeout_ms), 0, 0},
	{{0, "profile-dir", "DIR", "look for profiles here too; may be repeated", 0}, KIND_DIR,
		GLOBAL(profile_dir), 0, 0},
	{{0, "journal", "FILE", "write the journal to FILE", 0}, KIND_TEXT, GLOBAL(journal), 0, 0},
	{{0, "no-journal", NULL, "write no journal", 0}, KIND_FLAG, GLOBAL(no_journal), 0, 0},
	{{0, "read-only", NULL, "send nothing that changes the module", 0}, KIND_FLAG,
		GLOBAL(read_only), 0, 0},
	{{0, "log-secrets", NULL, "do not replace secrets in journal and output", 0}, KIND_FLAG,
		GLOBAL(log_secrets), 0, 0},
	{{0, "ascii", NULL, "draw with ASCII characters only", 0}, KIND_FLAG, GLOBAL(ascii), 0, 0},
	{{0, "no-color", NULL, "no colours (also: NO_COLOR)", 0}, KIND_FLAG, GLOBAL(no_color), 0,
		0},
	{{0, "no-mouse", NULL, "leave the mouse to the terminal", 0}, KIND_FLAG, GLOBAL(no_mouse),
		0, 0},
	{{'v', "verbose", NULL, "say what is sent and received", 0}, KIND_FLAG, GLOBAL(verbose), 0,
		0},
	{{'q', "quiet", NULL, "errors only", 0}, KIND_FLAG, GLOBAL(quiet), 0, 0},
	{{'V', "version", NULL, "print the version", 0}, KIND_FLAG, GLOBAL(version), 0, 0},
	{{0, "print", "WHAT", NULL, 0}, KIND_TEXT, GLOBAL(print), 0, 0},
	{{'h', "help", NULL, "print this help; after a verb, that verb's", 0}, KIND_FLAG,
		GLOBAL(call.help), 0, 0},
	{{0, "yes", NULL, "do not ask", OPTION_YES}, KIND_FLAG, NOWHERE, 0, 0},
	{{0, "wait", NULL, "wait for the result and print what happens", OPTION_WAIT}, KIND_FLAG,
		NOWHERE, 0, 0},
	{{0, "mode", "N", "after a restart: 0 register, 1 update the registration", OPTION_MODE},
		KIND_NUMBER, OF_VERB(mode), 0, 1},
	{{0, "ssid", "N", "the server with this short ID", OPTION_SSID}, KIND_NUMBER, OF_VERB(ssid),
		1, 65534},
	{{0, "objects", NULL, "send the object list along", OPTION_OBJECTS}, KIND_FLAG, NOWHERE, 0,
		0},
	{{0, "hex", NULL, "DATA are hexadecimal digits", OPTION_HEX}, KIND_FLAG, NOWHERE, 0, 0},
	{{0, "non", NULL, "non-confirmable: no result will come", OPTION_NON}, KIND_FLAG, NOWHERE,
		0, 0},
	{{0, "for", "SECONDS", "end after this time", OPTION_FOR}, KIND_SECONDS, OF_VERB(for_ms), 0,
		0},
	{{0, "var", "NAME=VALUE", "value of an input; may be repeated; @FILE, or - to be asked",
		 OPTION_VAR},
		KIND_VAR, OF_VERB(var), 0, 0},
	{{0, "units", "FILE", "CSV, one row of inputs a module, chosen by its IMEI", OPTION_UNITS},
		KIND_TEXT, OF_VERB(units), 0, 0},
	{{0, "record", "FILE", "append what became of each module, and say which are left",
		 OPTION_RECORD},
		KIND_TEXT, OF_VERB(record), 0, 0},
	{{0, "rewrite-secrets", NULL, "write PSKs again even if all that can be read is right",
		 OPTION_REWRITE_SECRETS},
		KIND_FLAG, NOWHERE, 0, 0},
	{{0, "strict", NULL, "warnings count as errors", OPTION_STRICT}, KIND_FLAG, NOWHERE, 0, 0},
	{{0, "text", "TEXT", "only lines that hold this text", OPTION_TEXT}, KIND_TEXT,
		OF_VERB(text), 0, 0},
	{{0, "regex", "REGEX", "only lines that match (extended, case does not count)",
		 OPTION_REGEX},
		KIND_TEXT, OF_VERB(regex), 0, 0},
	{{0, "kind", "KIND,…",
		 "only these: tx rx note state reg dereg observe delivery recv net urc link",
		 OPTION_KIND},
		KIND_TEXT, OF_VERB(kind), 0, 0},
	{{0, "state", "STATE", "only this state of Table 9, by name or number", OPTION_STATE},
		KIND_TEXT, OF_VERB(state), 0, 0},
	{{0, "since", "TIME", "from this time on: RFC 3339, a local date and time, or HH:MM:SS",
		 OPTION_SINCE},
		KIND_TEXT, OF_VERB(since), 0, 0},
	{{0, "until", "TIME", "up to this time", OPTION_UNTIL}, KIND_TEXT, OF_VERB(until), 0, 0},
	{{0, "format", "FORMAT", "text, csv or json", OPTION_FORMAT}, KIND_TEXT, OF_VERB(format), 0,
		0},
	{{0, "html", NULL, "a page of its own instead of Markdown", OPTION_HTML}, KIND_FLAG,
		NOWHERE, 0, 0},
	{{0, "redact", NULL, "hide IMEI, IMSI, ICCID, phone number and payloads, too",
		 OPTION_REDACT},
		KIND_FLAG, NOWHERE, 0, 0},
};

#define RULES (sizeof rules / sizeof *rules)

/* Where the words go; options is NULL for a `:` line. */
struct parser {
	struct options *options;
	struct call *call;
	struct options_error *error;
	char *const *argv;
	int argc, next;
};

const struct option_row *options_row(size_t i)
{
	return i < RULES ? &rules[i].row : NULL;
}

bool options_number(const char *text, int64_t min, int64_t max, int64_t *value)
{
	char *end;
	bool sign = *text == '-';
	if (text[sign] < '0' || text[sign] > '9')
		return false;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	if (errno || *end || n < min || n > max)
		return false;
	*value = n;
	return true;
}

bool options_seconds(const char *text, int64_t *ms)
{
	int64_t sum = 0, unit = 1000;
	bool digit = false, point = false;
	for (const char *p = text; *p; p++) {
		if (*p == '.' && !point) {
			point = true;
			continue;
		}
		if (*p < '0' || *p > '9' || (point && unit == 1))
			return false;
		digit = true;
		if (point)
			unit /= 10;
		sum = point ? sum + (*p - '0') * unit : sum * 10 + (*p - '0') * 1000;
		if (sum > (int64_t)SECONDS_MAX * 1000)
			return false;
	}
	if (!digit || sum == 0)
		return false;
	*ms = sum;
	return true;
}

__attribute__((format(printf, 2, 3))) static int fail(struct parser *p, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	vsnprintf(p->error->what, sizeof p->error->what, format, ap);
	va_end(ap);
	return -1;
}

static const struct rule *find_letter(char letter)
{
	for (size_t i = 0; i < RULES; i++) {
		if (rules[i].row.letter == letter)
			return &rules[i];
	}
	return NULL;
}

static const struct rule *find_name(const char *name, size_t len)
{
	for (size_t i = 0; i < RULES; i++) {
		if (!strncmp(rules[i].row.name, name, len) && !rules[i].row.name[len])
			return &rules[i];
	}
	return NULL;
}

static int unknown(struct parser *p, const char *option, const char *name)
{
	struct near near = near_begin(name);
	for (size_t i = 0; i < RULES; i++) {
		if (rules[i].row.help)
			near_offer(&near, rules[i].row.name);
	}
	if (near.best)
		snprintf(p->error->hint, sizeof p->error->hint, "did you mean --%s?", near.best);
	return fail(p, "unknown option %s", option);
}

static int store_number(struct parser *p, const struct rule *rule, void *place, const char *value)
{
	if (rule->kind == KIND_SECONDS) {
		if (options_seconds(value, place))
			return 0;
		return fail(p, "--%s %s: seconds are a number above 0", rule->row.name, value);
	}
	if (options_number(value, rule->min, rule->max, place))
		return 0;
	return fail(p, "--%s takes a number from %lld to %lld, not %s", rule->row.name,
		(long long)rule->min, (long long)rule->max, value);
}

static int store_port(struct parser *p, const char *value)
{
	struct options *o = p->options;
	if (!o)
		return fail(p, "--port belongs to the command line");
	if (!value || !*value)
		return fail(p, "--port needs a PORT");
	if (o->port_count == OPTIONS_PORTS_MAX)
		return fail(p, "more than %d --port", OPTIONS_PORTS_MAX);
	for (size_t i = 0; i < o->port_count; i++)
		if (strcmp(o->ports[i], value) == 0 && strncmp(value, "sim:", 4) != 0)
			return fail(p, "--port %s is given twice", value);
	o->port = o->ports[o->port_count++] = value;
	return 0;
}

static int store_dir(struct parser *p, const char *value)
{
	if (!p->options || p->options->profile_dirs == OPTIONS_DIRS_MAX)
		return fail(p, "more than %d --profile-dir", OPTIONS_DIRS_MAX);
	p->options->profile_dir[p->options->profile_dirs++] = value;
	return 0;
}

static int store_var(struct parser *p, const char *value)
{
	if (p->call->vars == OPTIONS_VARS_MAX)
		return fail(p, "more than %d --var", OPTIONS_VARS_MAX);
	p->call->var[p->call->vars++] = value;
	return 0;
}

static int store(struct parser *p, const struct rule *rule, const char *value)
{
	p->call->given |= rule->row.bit;
	if (rule->at == NOWHERE)
		return 0;
	char *base = rule->row.bit ? (char *)p->call : (char *)p->options;
	void *place = base + rule->at;
	switch (rule->kind) {
	case KIND_FLAG:
		*(bool *)place = true;
		return 0;
	case KIND_TEXT:
		memcpy(place, &value, sizeof value);
		return value && *value
			       ? 0
			       : fail(p, "--%s needs a %s", rule->row.name, rule->row.value);
	case KIND_PORT:
		return store_port(p, value);
	case KIND_DIR:
		return store_dir(p, value);
	case KIND_VAR:
		return store_var(p, value);
	case KIND_NUMBER:
	case KIND_SECONDS:
		break;
	}
	return store_number(p, rule, place, value);
}

/* A rule that stands: in a `:` line the program's own options have no place. */
static int take(struct parser *p, const struct rule *rule, const char *value)
{
	if (!p->options && !rule->row.bit) {
		if (rule->row.letter == 'h') {
			p->call->help = true;
			return 0;
		}
		return fail(p, "--%s is an option of the program: give it when starting qlw",
			rule->row.name);
	}
	if (!rule->row.value && value)
		return fail(p, "--%s takes no value", rule->row.name);
	if (rule->row.value && !value) {
		if (p->next >= p->argc)
			return fail(p, "--%s needs a %s", rule->row.name, rule->row.value);
		value = p->argv[p->next++];
	}
	return store(p, rule, value);
}

static int parse_long(struct parser *p, const char *word)
{
	const char *name = word + 2;
	size_t len = strcspn(name, "=");
	char copy[40];
	snprintf(copy, sizeof copy, "%.*s", (int)(len < sizeof copy ? len : sizeof copy - 1), name);
	const struct rule *rule = find_name(name, len);
	if (!rule)
		return unknown(p, word, copy);
	return take(p, rule, name[len] ? name + len + 1 : NULL);
}

/* -q, -vq, -p PORT, -pPORT */
static int parse_letters(struct parser *p, const char *word)
{
	for (const char *c = word + 1; *c; c++) {
		const struct rule *rule = find_letter(*c);
		if (!rule)
			return fail(p, word[2] ? "unknown option -%c in %s" : "unknown option -%c",
				*c, word);
		if (rule->row.value && c[1])
			return take(p, rule, c + 1);
		if (take(p, rule, NULL))
			return -1;
		if (rule->row.value)
			break;
	}
	return 0;
}

static int add_word(struct parser *p, const char *word)
{
	if (!p->call->verb) {
		p->call->verb = word;
		return 0;
	}
	if (p->call->args == OPTIONS_ARGS_MAX)
		return fail(p, "more than %d arguments", OPTIONS_ARGS_MAX);
	p->call->arg[p->call->args++] = word;
	return 0;
}

/* -5 is a value: no option is a digit */
static bool is_option(const char *word)
{
	return word[0] == '-' && word[1] && !(word[1] >= '0' && word[1] <= '9');
}

static int parse_words(struct parser *p)
{
	bool ended = false;
	memset(p->error, 0, sizeof *p->error);
	while (p->next < p->argc) {
		const char *word = p->argv[p->next++];
		int r;
		if (ended || !is_option(word)) {
			r = add_word(p, word);
		} else if (!strcmp(word, "--")) {
			ended = true;
			continue;
		} else {
			r = word[1] == '-' ? parse_long(p, word) : parse_letters(p, word);
		}
		if (r)
			return r;
	}
	return 0;
}

int options_parse(struct options *o, int argc, char *const argv[], struct options_error *error)
{
	*o = (struct options){.baud = 115200};
	struct parser p = {
		.options = o, .call = &o->call, .error = error, .argv = argv, .argc = argc};
	if (parse_words(&p))
		return -1;
	if (o->journal && o->no_journal)
		return fail(&p, "--journal and --no-journal exclude each other");
	return 0;
}

int options_parse_call(struct call *call, int argc, char *const argv[], struct options_error *error)
{
	*call = (struct call){.verb = NULL};
	struct parser p = {.call = call, .error = error, .argv = argv, .argc = argc};
	return parse_words(&p);
}
