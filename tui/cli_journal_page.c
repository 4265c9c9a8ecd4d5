/*
 * A commissioning record as Markdown and as a page of HTML that needs nothing else. Everything that
 * came over the wire is text here: no byte of it is markup.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tui/cli_journal_report.h"
#include "tui/text.h"

enum {
	SVG_COLUMNS = 5,
	SVG_CELL = 184,
	SVG_ROW = 92,
	SVG_BOX = 132,
};

/* --- text --------------------------------------------------------------------------------------- */

static const char *entity(char c, bool html)
{
	static const struct {
		char c;
		const char *html, *markdown;
	} table[] = {
		{'&', "&amp;", "&amp;"},
		{'<', "&lt;", "&lt;"},
		{'>', "&gt;", "&gt;"},
		{'"', "&quot;", "\""},
		{'\'', "&#39;", "'"},
		{'|', "|", "\\|"},
		{'`', "`", "\\`"},
		{'*', "*", "\\*"},
		{'_', "_", "\\_"},
		{'[', "[", "\\["},
		{'\\', "\\", "\\\\"},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].c == c)
			return html ? table[i].html : table[i].markdown;
	return NULL;
}

static void put(const char *text, bool html)
{
	FILE *out = cli_out();
	struct text_glyph glyph;
	uint32_t cp;
	for (size_t left = strlen(text), n; left; text += n, left -= n) {
		const char *instead = entity(*text, html);
		n = text_next(text, left, &glyph);
		bool good = text_decode(text, n, &cp) && cp >= 0x20 && (cp < 0x7f || cp >= 0xa0);
		if (instead) {
			fputs(instead, out);
			n = 1;
		} else if (good) {
			fwrite(text, 1, n, out);
		} else {
			fprintf(out, "\\x%02x", (unsigned char)*text);
			n = 1;
		}
	}
}

/* "2026-01-31 12:00:03" local; what is in a table's column. */
static const char *stamp(int64_t t_ms, char out[32])
{
	time_t s = (time_t)(t_ms / 1000);
	struct tm tm;
	if (t_ms <= 0 || !localtime_r(&s, &tm) || !strftime(out, 32, "%Y-%m-%d %H:%M:%S", &tm))
		snprintf(out, 32, "-");
	return out;
}

static const char *clock_of(uint64_t t_ms, char out[32])
{
	stamp((int64_t)t_ms, out);
	return strlen(out) > 11 ? out + 11 : out;
}

static const char *zone_of(int64_t t_ms, char out[16])
{
	time_t s = (time_t)(t_ms / 1000);
	struct tm tm;
	if (!localtime_r(&s, &tm) || !strftime(out, 16, "%z", &tm))
		*out = '\0';
	return out;
}

static const char *shown(const struct report *r, const char *text)
{
	return r->hide && *text ? reading_hide_text(r->hide, text) : text;
}

/* --- tables --------------------------------------------------------------------------------------- */

struct page {
	bool html;
};

static void heading(const struct page *p, int level, const char *text)
{
	if (p->html)
		cli_print("<h%d>", level);
	else
		cli_print("\n%.*s ", level, "####");
	put(text, p->html);
	if (p->html)
		cli_print("</h%d>\n", level);
	else
		cli_print("\n\n");
}

static void table_begin(const struct page *p, size_t n, const char *const *head)
{
	cli_print(p->html ? "<table><tr>" : "|");
	for (size_t i = 0; i < n; i++)
		cli_print(p->html ? "<th>%s</th>" : " %s |", head[i]);
	cli_print(p->html ? "</tr>\n" : "\n|");
	for (size_t i = 0; !p->html && i < n; i++)
		cli_print(" --- |");
	cli_print(p->html ? "" : "\n");
}

static void row(const struct page *p, size_t n, const char *const *cell)
{
	cli_print(p->html ? "<tr>" : "|");
	for (size_t i = 0; i < n; i++) {
		cli_print(p->html ? "<td>" : " ");
		put(cell[i], p->html);
		cli_print(p->html ? "</td>" : " |");
	}
	cli_print(p->html ? "</tr>\n" : "\n");
}

static void table_end(const struct page *p)
{
	cli_print(p->html ? "</table>\n" : "");
}

static void paragraph(const struct page *p, const char *text)
{
	cli_print(p->html ? "<p>" : "");
	put(text, p->html);
	cli_print(p->html ? "</p>\n" : "\n");
}

static void texts(const struct page *p, const char *title, const struct report_texts *list,
	const char *what, const char *more)
{
	char time[32], rest[64];
	size_t n = list->count < REPORT_TEXTS_MAX ? list->count : REPORT_TEXTS_MAX;
	if (!n)
		return;
	heading(p, 3, title);
	table_begin(p, more ? 3 : 2, (const char *const[]){"time", what, more});
	for (size_t i = 0; i < n; i++)
		row(p, more ? 3 : 2,
			(const char *const[]){clock_of(list->row[i].t_ms, time), list->row[i].text,
				list->row[i].more});
	table_end(p);
	if (list->count > n) {
		snprintf(rest, sizeof rest, "and %zu more", list->count - n);
		paragraph(p, rest);
	}
}

/* --- parts ------------------------------------------------------------------------------------------ */

static void fact(const struct page *p, const struct report *r, const char *name, const char *text)
{
	if (*text)
		row(p, 2, (const char *const[]){name, shown(r, text)});
}

static void unit(const struct page *p, const struct report *r)
{
	const struct net_identity *id = &r->identity;
	const char *slash = strrchr(r->file, '/');
	char from[32], to[32], made[32], zone[16], text[160];
	table_begin(p, 2, (const char *const[]){"", ""});
	fact(p, r, "module", id->model);
	fact(p, r, "firmware", *id->firmware ? id->firmware : id->revision);
	fact(p, r, "IMEI", id->imei);
	fact(p, r, "ICCID", id->iccid);
	fact(p, r, "IMSI", id->imsi);
	fact(p, r, "phone number", r->hide && *id->msisdn ? READING_HIDDEN : id->msisdn);
	fact(p, r, "port", r->port);
	snprintf(text, sizeof text, "%s to %s, local time %s", stamp(r->begin_ms, from),
		stamp(r->end_ms, to), zone_of(r->end_ms, zone));
	fact(p, r, "recorded", text);
	fact(p, r, "journal", slash ? slash + 1 : r->file);
	snprintf(text, sizeof text, "%zu lines, %zu session%s", r->records, r->sessions,
		r->sessions == 1 ? "" : "s");
	fact(p, r, "lines", text);
	fact(p, r, "record made by", r->who);
	fact(p, r, "record made at", stamp(r->made_ms, made));
	fact(p, r, "with", "qlw " QLW_VERSION);
	table_end(p);
	if (r->damaged) {
		snprintf(text, sizeof text, "%zu lines of the journal are damaged.", r->damaged);
		paragraph(p, text);
	}
}

static bool hides_field(const struct report *r, enum qlw_key key, const struct qlw_field *f)
{
	return f->secret || (r->hide && key == QLW_KEY_MBSPS);
}

static void setting(const struct page *p, const struct report *r, enum qlw_key key,
	const struct qlw_record *record, const char *when)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	char name[80];
	size_t n = (size_t)snprintf(name, sizeof name, "%s", verb->name);
	for (size_t i = 0; i < verb->fields && n < sizeof name; i++)
		if (verb->field[i].index)
			n += (size_t)snprintf(
				name + n, sizeof name - n, " %s", record->value[i].text);
	for (size_t i = 0; i < verb->fields; i++) {
		const struct qlw_value *v = &record->value[i];
		if (verb->field[i].index || !v->present)
			continue;
		row(p, 4,
			(const char *const[]){name, verb->field[i].name,
				hides_field(r, key, &verb->field[i]) ? READING_HIDDEN
								     : shown(r, v->text),
				when});
	}
}

static void settings(const struct page *p, const struct report *r)
{
	bool any = false;
	char time[32], when[64];
	for (size_t i = 0; i < QLW_KEYS; i++)
		any = any || r->key[i].count;
	if (!any)
		return;
	heading(p, 3, "Settings as read back from the module");
	table_begin(p, 4, (const char *const[]){"key", "field", "value", "verified"});
	for (size_t i = 0; i < QLW_KEYS; i++) {
		snprintf(when, sizeof when, "%s%s", clock_of(r->key[i].read_ms, time),
			r->key[i].stale ? ", written again later" : "");
		for (size_t k = 0; k < r->key[i].count; k++)
			setting(p, r, (enum qlw_key)i, &r->key[i].record[k], when);
	}
	table_end(p);
	paragraph(
		p, "PSK identities and keys cannot be read back and are not part of this record.");
}

/* --- the path ----------------------------------------------------------------------------------------- */

static const char *state_word(const struct report_step *s, char out[32])
{
	const char *name = qlw_state_name(s->code);
	snprintf(out, 32, "%s", name ? name : "");
	if (!name)
		snprintf(out, 32, "state %d", s->code);
	return out;
}

static const char *took(uint64_t ms, char out[32])
{
	if (ms < 60000)
		snprintf(out, 32, "%.1f s", (double)ms / 1000);
	else if (ms < 3600000)
		snprintf(out, 32, "%d min %d s", (int)(ms / 60000), (int)(ms / 1000 % 60));
	else
		snprintf(out, 32, "%d h %d min", (int)(ms / 3600000), (int)(ms / 60000 % 60));
	return out;
}

/* The next step of this server at or after i; steps if there is none. */
static size_t next_step(const struct report *r, size_t i, size_t steps, unsigned short_id)
{
	while (i < steps && r->step[i].short_id != short_id)
		i++;
	return i;
}

/* Colours only add: the word stands in each box. */
static const char *fill_of(int code)
{
	switch (qlw_state_phase(code, QLW_PHASE_UNKNOWN)) {
	case QLW_PHASE_READY:
		return "#d5f0d8";
	case QLW_PHASE_FAILED:
		return "#f7d4d0";
	case QLW_PHASE_RETRYING:
		return "#fbeac5";
	case QLW_PHASE_WORKING:
		return "#d8e6f7";
	case QLW_PHASE_IDLE:
	case QLW_PHASE_UNKNOWN:
		break;
	}
	return "#ececec";
}

static void svg_step(const struct report *r, size_t i, size_t next, size_t steps, int nth)
{
	const struct report_step *s = &r->step[i];
	char word[32], time[32], wait[32];
	int x = nth % SVG_COLUMNS * SVG_CELL + 4, y = nth / SVG_COLUMNS * SVG_ROW + 4;
	cli_print("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"36\" rx=\"6\" fill=\"%s\" "
		  "stroke=\"#555\"/>",
		x, y, SVG_BOX, fill_of(s->code));
	cli_print("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>", x + SVG_BOX / 2,
		y + 23, state_word(s, word));
	cli_print("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%s</text>\n",
		x + SVG_BOX / 2, y + 54, clock_of(s->t_ms, time));
	if (next == steps)
		return;
	cli_print("<path d=\"M%d %d h%d m-6 -4 l6 4 l-6 4\" fill=\"none\" stroke=\"#555\"/>",
		x + SVG_BOX + 3, y + 18, SVG_CELL - SVG_BOX - 6);
	cli_print("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-size=\"10\" "
		  "fill=\"#555\">%s</text>\n",
		x + (SVG_CELL + SVG_BOX) / 2, y + 34, took(r->step[next].t_ms - s->t_ms, wait));
}

static void svg_path(const struct report *r, size_t first, size_t steps)
{
	unsigned id = r->step[first].short_id;
	int n = 0, nth = 0;
	for (size_t i = first; i < steps; i = next_step(r, i + 1, steps, id))
		n++;
	cli_print("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		  "font-family=\"sans-serif\" font-size=\"12\" role=\"img\"><title>states of "
		  "%u</title>\n",
		SVG_COLUMNS * SVG_CELL, ((n - 1) / SVG_COLUMNS + 1) * SVG_ROW, id);
	for (size_t i = first; i < steps;) {
		size_t next = next_step(r, i + 1, steps, id);
		svg_step(r, i, next, steps, nth++);
		i = next;
	}
	cli_print("</svg>\n");
}

static void text_path(const struct report *r, size_t first, size_t steps)
{
	unsigned id = r->step[first].short_id;
	char word[32], time[32], wait[32];
	cli_print("```\n");
	for (size_t i = first; i < steps;) {
		size_t next = next_step(r, i + 1, steps, id);
		cli_print("%s  %-14s", clock_of(r->step[i].t_ms, time),
			state_word(&r->step[i], word));
		if (next < steps)
			cli_print("  %s", took(r->step[next].t_ms - r->step[i].t_ms, wait));
		cli_print("\n");
		i = next;
	}
	cli_print("```\n");
}

static void paths(const struct page *p, const struct report *r)
{
	size_t steps = r->steps < REPORT_STEPS_MAX ? r->steps : REPORT_STEPS_MAX;
	char title[48];
	if (steps)
		heading(p, 3, "Path through the states");
	for (size_t i = 0; i < steps; i++) {
		if (next_step(r, 0, steps, r->step[i].short_id) != i)
			continue; /* not the first of its server */
		snprintf(title, sizeof title, "server %u", r->step[i].short_id);
		heading(p, 4, r->step[i].short_id ? title : "the client itself");
		if (p->html)
			svg_path(r, i, steps);
		else
			text_path(r, i, steps);
	}
	if (r->steps > steps)
		paragraph(p, "Later states are left out.");
}

/* --- the page ----------------------------------------------------------------------------------------- */

static void report(const struct page *p, const struct report *r)
{
	const char *imei = r->identity.imei;
	char title[80];
	snprintf(title, sizeof title, "Commissioning record%s%s", *imei && !r->hide ? " " : "",
		r->hide ? "" : imei);
	heading(p, 1, title);
	unit(p, r);
	texts(p, "Profiles applied", &r->profiles, "profile", NULL);
	settings(p, r);
	texts(p, "What was done", &r->actions, "action", NULL);
	paths(p, r);
	texts(p, "Data sent", &r->sent, "data", "result");
	texts(p, "Data received", &r->received, "data", NULL);
	texts(p, "What went wrong", &r->troubles, "what", "what it means");
	if (!r->troubles.count)
		paragraph(p, "Nothing went wrong.");
}

void report_page_markdown(const struct report *r)
{
	report(&(struct page){.html = false}, r);
}

void report_page_html(const struct report *r)
{
	cli_print("<section>\n");
	report(&(struct page){.html = true}, r);
	cli_print("</section>\n");
}

void report_page_html_begin(void)
{
	cli_print("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
		  "<title>Commissioning record</title>\n<style>"
		  "body{font:14px/1.4 sans-serif;margin:2em auto;max-width:60em;padding:0 1em}"
		  "table{border-collapse:collapse;margin:.5em 0}"
		  "th,td{border:1px solid #bbb;padding:.2em .6em;text-align:left;"
		  "vertical-align:top;overflow-wrap:anywhere}"
		  "svg{max-width:100%%;height:auto}section{break-after:page}"
		  "</style></head><body>\n");
}

void report_page_html_end(void)
{
	cli_print("</body></html>\n");
}
