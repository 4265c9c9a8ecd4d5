/* Writes JSON lines. Knows nothing of what the fields mean. */
#include "tui/toolkit/json.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

static void put_string(FILE *out, const unsigned char *bytes, size_t len)
{
	static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	putc('"', out);
	for (size_t i = 0; i < len; i++) {
		const char *name = bytes[i] ? strchr(named, bytes[i]) : NULL;
		if (name && (name - named) % 2 == 0)
			fprintf(out, "\\%c", name[1]);
		else if (bytes[i] < 0x20 || bytes[i] > 0x7e)
			fprintf(out, "\\u%04x", bytes[i]);
		else
			putc(bytes[i], out);
	}
	putc('"', out);
}

/* The comma and name in front of a value. */
static void put_name(struct json *j, const char *name)
{
	if (j->comma)
		putc(',', j->out);
	j->comma = true;
	if (name) {
		put_string(j->out, (const unsigned char *)name, strlen(name));
		putc(':', j->out);
	}
}

static void open_with(struct json *j, char bracket)
{
	putc(bracket, j->out);
	j->comma = false;
}

static void close_with(struct json *j, char bracket)
{
	putc(bracket, j->out);
	j->comma = true;
}

void json_begin(struct json *j, FILE *out)
{
	j->out = out;
	open_with(j, '{');
}

void json_end(struct json *j)
{
	close_with(j, '}');
	putc('\n', j->out);
}

void json_text(struct json *j, const char *name, const char *text)
{
	if (text)
		json_bytes(j, name, text, strlen(text));
	else
		json_null(j, name);
}

void json_bytes(struct json *j, const char *name, const void *bytes, size_t len)
{
	put_name(j, name);
	put_string(j->out, bytes, len);
}

void json_hex(struct json *j, const char *name, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	put_name(j, name);
	putc('"', j->out);
	for (size_t i = 0; i < len; i++)
		fprintf(j->out, "%02x", p[i]);
	putc('"', j->out);
}

void json_int(struct json *j, const char *name, int64_t number)
{
	put_name(j, name);
	fprintf(j->out, "%" PRId64, number);
}

void json_bool(struct json *j, const char *name, bool value)
{
	put_name(j, name);
	fputs(value ? "true" : "false", j->out);
}

void json_null(struct json *j, const char *name)
{
	put_name(j, name);
	fputs("null", j->out);
}

void json_time(struct json *j, const char *name, uint64_t t_ms)
{
	time_t seconds = (time_t)(t_ms / 1000);
	struct tm tm;
	char text[40], day[24] = "1970-01-01T00:00:00";
	if (gmtime_r(&seconds, &tm))
		strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text, sizeof text, "%s.%03uZ", day, (unsigned)(t_ms % 1000));
	json_text(j, name, text);
}

void json_array(struct json *j, const char *name)
{
	put_name(j, name);
	open_with(j, '[');
}

void json_array_end(struct json *j)
{
	close_with(j, ']');
}

void json_object(struct json *j, const char *name)
{
	put_name(j, name);
	open_with(j, '{');
}

void json_object_end(struct json *j)
{
	close_with(j, '}');
}
