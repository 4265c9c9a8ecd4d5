/*
 * A commissioning record as Markdown and as a page of HTML that needs nothing else. Everything that
 * came over the wire is text here: no byte of it is markup.
 */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tui/verbs/cli_journal_report.h"
#include "tui/toolkit/text.h"

/* --- text --------------------------------------------------------------------------------------- */

/* Instead of the byte at p. An underscore within a word is no markup. */
static const char *entity(const char *p, char before, bool html)
{
	const char c = *p;
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
	if (c == '_' && isalnum((unsigned char)before) && isalnum((unsigned char)p[1]))
		return NULL;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].c == c)
			return html ? table[i].html : table[i].markdown;
	return NULL;
}

void report_put(const struct page *p, const char *text)
{
	const bool html = p->html;
	FILE *out = cli_out();
	struct text_glyph glyph;
	uint32_t cp;
	char before = ' ';
	for (size_t left = strlen(text), n; left; text += n, left -= n) {
		const char *instead = entity(text, before, html);
		before = *text;
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
const char *report_stamp(int64_t t_ms, char out[32])
{
	time_t s = (time_t)(t_ms / 1000);
	struct tm tm;
	if (t_ms <= 0 || !localtime_r(&s, &tm) || !strftime(out, 32, "%Y-%m-%d %H:%M:%S", &tm))
		snprintf(out, 32, "-");
	return out;
}

const char *report_clock(const struct report *r, uint64_t t_ms, char out[32])
{
	char begin[32], end[32];
	report_stamp(r->begin_ms, begin);
	report_stamp(r->end_ms, end);
	report_stamp((int64_t)t_ms, out);
	return strlen(out) > 11 && !strncmp(begin, end, 10) ? out + 11 : out;
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

void report_heading(const struct page *p, int level, const char *text)
{
	if (p->html)
		cli_print("<h%d>", level);
	else
		cli_print(level == 1 ? "%.*s " : "\n%.*s ", level, "####");
	report_put(p, text);
	if (p->html)
		cli_print("</h%d>\n", level);
	else
		cli_print("\n\n");
}

static void table_begin(const struct page *p, size_t n, const char *const *head)
{
	if (p->html && !*head[0]) { /* facts: the names stand in the first column */
		cli_print("<table>\n");
		return;
	}
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
		report_put(p, cell[i]);
		cli_print(p->html ? "</td>" : " |");
	}
	cli_print(p->html ? "</tr>\n" : "\n");
}

static void table_end(const struct page *p)
{
	cli_print(p->html ? "</table>\n" : "");
}

void report_paragraph(const struct page *p, const char *text)
{
	cli_print(p->html ? "<p>" : "\n");
	report_put(p, text);
	cli_print(p->html ? "</p>\n" : "\n");
}

static void texts(const struct page *p, const struct report *r, const char *title,
	const struct report_texts *list, const char *what, const char *more)
{
	char time[32], rest[64];
	size_t n = list->count < REPORT_TEXTS_MAX ? list->count : REPORT_TEXTS_MAX;
	if (!n)
		return;
	report_heading(p, 2, title);
	table_begin(p, 3, (const char *const[]){"time", what, more});
	for (size_t i = 0; i < n; i++)
		row(p, 3,
			(const char *const[]){report_clock(r, list->row[i].t_ms, time),
				list->row[i].text, list->row[i].more});
	table_end(p);
	if (list->count > n) {
		snprintf(rest, sizeof rest, "and %zu more", list->count - n);
		report_paragraph(p, rest);
	}
}

/* --- what it comes to ------------------------------------------------------------------------------- */

const char *report_state(int code, char out[32])
{
	const char *name = qlw_state_name(code);
	snprintf(out, 32, "%s", name ? name : "");
	if (!name)
		snprintf(out, 32, "state %d", code);
	return out;
}

static const char *verdict(int code)
{
	switch (qlw_state_phase(code, QLW_PHASE_UNKNOWN)) {
	case QLW_PHASE_READY:
		return "registered";
	case QLW_PHASE_FAILED:
		return "failed";
	case QLW_PHASE_RETRYING:
		return "trying again";
	case QLW_PHASE_WORKING:
		return "under way";
	case QLW_PHASE_IDLE:
	case QLW_PHASE_UNKNOWN:
		break;
	}
	return code == QLW_STATE_BS_FINISH ? "bootstrap done" : "not registered";
}

/* A word that the colour only repeats. */
static void badge(const struct page *p, const char *word)
{
	bool good = !strcmp(word, "registered") || !strcmp(word, "bootstrap done");
	bool bad = !strcmp(word, "failed");
	if (p->html)
		cli_print("<b class=\"%s\">%s</b>", good ? "good" : bad ? "bad" : "open", word);
	else
		cli_print("**%s**", word);
}

static const char *shown_addr(const struct report *r, size_t i)
{
	return *r->server[i].server_addr ? r->server[i].server_addr : "address not read";
}

static void server(const struct page *p, const struct report *r, size_t i)
{
	char id[24], state[32], since[32];
	snprintf(id, sizeof id, "%u%s", r->server[i].short_id,
		r->server[i].bootstrap == 1 ? " (bootstrap)" : "");
	cli_print(p->html ? "<tr><td>%s</td><td>" : "| %s | ", id);
	report_put(p, shown(r, shown_addr(r, i)));
	cli_print(p->html ? "</td><td>" : " | ");
	badge(p, r->server[i].replaced ? "no longer set up" : verdict(r->server[i].code));
	cli_print(p->html ? "</td><td>%s</td><td>%s</td></tr>\n" : " | %s | %s |\n",
		report_state(r->server[i].code, state),
		report_clock(r, r->server[i].since_ms, since));
}

/* Those that the unit is left with first. */
static void servers(const struct page *p, const struct report *r)
{
	if (!r->servers) {
		report_paragraph(p, "No server has told a state.");
		return;
	}
	table_begin(p, 5, (const char *const[]){"server", "address", "result", "state", "since"});
	for (int replaced = 0; replaced <= 1; replaced++)
		for (size_t i = 0; i < r->servers; i++)
			if (r->server[i].replaced == replaced)
				server(p, r, i);
	table_end(p);
}

static void summary(const struct page *p, const struct report *r)
{
	char text[200];
	report_heading(p, 2, "Result");
	servers(p, r);
	snprintf(text, sizeof text,
		"Messages sent: %zu, of these delivered: %zu. Received: %zu. Errors: %zu.",
		r->sent.count, r->delivered, r->received.count, r->troubles.count);
	report_paragraph(p, text);
}

/* --- parts ------------------------------------------------------------------------------------------ */

static void fact(const struct page *p, const struct report *r, const char *name, const char *text)
{
	if (*text)
		row(p, 2, (const char *const[]){name, shown(r, text)});
}

static void network(const struct page *p, const struct report *r)
{
	const struct net_status *n = &r->net;
	char text[200];
	size_t k = 0;
	if (!*n->oper && !*n->act)
		return;
	k += (size_t)snprintf(text, sizeof text, "%s%s%s%s%s%s%s", n->act, *n->act ? ", " : "",
		n->oper, *n->oper ? ", " : "", n->band, *n->band ? ", " : "",
		n->reg >= 0 ? net_reg_meaning(n->reg) : "");
	if (n->rsrp_dbm != INT_MIN && k < sizeof text)
		snprintf(text + k, sizeof text - k, ", RSRP %d dBm", n->rsrp_dbm);
	fact(p, r, "network", text);
}

static void unit(const struct page *p, const struct report *r)
{
	const struct net_identity *id = &r->identity;
	report_heading(p, 2, "Unit");
	table_begin(p, 2, (const char *const[]){"", ""});
	fact(p, r, "module", id->model);
	fact(p, r, "firmware", *id->firmware ? id->firmware : id->revision);
	fact(p, r, "IMEI", id->imei);
	fact(p, r, "ICCID", id->iccid);
	fact(p, r, "IMSI", id->imsi);
	fact(p, r, "phone number", r->hide && *id->msisdn ? READING_HIDDEN : id->msisdn);
	network(p, r);
	fact(p, r, "port", r->port);
	table_end(p);
}

static void job(const struct page *p, const struct report *r)
{
	const char *slash = strrchr(r->file, '/');
	char from[32], to[32], made[32], zone[16], text[160];
	report_heading(p, 2, "Record");
	table_begin(p, 2, (const char *const[]){"", ""});
	fact(p, r, "made by", r->who);
	fact(p, r, "made at", report_stamp(r->made_ms, made));
	fact(p, r, "made with", "qlw " QLW_VERSION);
	snprintf(text, sizeof text, "%s to %s, local time %s", report_stamp(r->begin_ms, from),
		report_stamp(r->end_ms, to), zone_of(r->end_ms, zone));
	fact(p, r, "recorded", text);
	snprintf(text, sizeof text, "%.100s: %zu lines, %zu session%s%s",
		slash ? slash + 1 : r->file, r->records, r->sessions, r->sessions == 1 ? "" : "s",
		r->damaged ? ", some lines damaged" : "");
	fact(p, r, "journal", text);
	table_end(p);
	if (r->hide)
		report_paragraph(p, "IMEI, ICCID, IMSI, phone number and payloads are left out.");
}

static bool hides_field(const struct report *r, enum qlw_key key, const struct qlw_field *f)
{
	return f->secret || (r->hide && key == QLW_KEY_MBSPS);
}

/* "life_time 60, period_min 0": a record in one cell. */
static size_t setting_text(const struct report *r, enum qlw_key key,
	const struct qlw_record *record, char *out, size_t size)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	size_t n = 0;
	*out = '\0';
	for (size_t i = 0; i < verb->fields && n < size; i++) {
		const struct qlw_value *v = &record->value[i];
		const char *text =
			hides_field(r, key, &verb->field[i]) ? READING_HIDDEN : shown(r, v->text);
		if (!verb->field[i].index && v->present && *v->text)
			n += (size_t)snprintf(out + n, size - n, "%s%s %s", n ? ", " : "",
				verb->field[i].name, text);
	}
	return n;
}

static void setting(const struct page *p, const struct report *r, enum qlw_key key,
	const struct qlw_record *record, const char *when)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	char name[80], text[2048];
	size_t n = (size_t)snprintf(name, sizeof name, "%s", verb->name);
	for (size_t i = 0; i < verb->fields && n < sizeof name; i++)
		if (verb->field[i].index)
			n += (size_t)snprintf(
				name + n, sizeof name - n, " %s", record->value[i].text);
	if (setting_text(r, key, record, text, sizeof text))
		row(p, 3, (const char *const[]){name, text, when});
}

static void settings(const struct page *p, const struct report *r)
{
	bool any = false;
	char time[32], when[64];
	for (size_t i = 0; i < QLW_KEYS; i++)
		any = any || r->key[i].count;
	if (!any)
		return;
	report_heading(p, 2, "Settings as read back from the module");
	table_begin(p, 3, (const char *const[]){"setting", "values", "verified"});
	for (size_t i = 0; i < QLW_KEYS; i++) {
		snprintf(when, sizeof when, "%s%s", report_clock(r, r->key[i].read_ms, time),
			r->key[i].stale ? ", written again later" : "");
		for (size_t k = 0; k < r->key[i].count; k++)
			setting(p, r, (enum qlw_key)i, &r->key[i].record[k], when);
	}
	table_end(p);
	report_paragraph(
		p, "PSK identities and keys cannot be read back and are not part of this record.");
}

/* --- the page ----------------------------------------------------------------------------------------- */

static const char *title_of(const struct report *r, char out[80])
{
	const bool named = *r->identity.imei && !r->hide;
	snprintf(out, 80, "Commissioning record%s%s", named ? " " : "",
		named ? r->identity.imei : "");
	return out;
}

/* "Recorded 2026-01-31, 12:00:03 to 12:20:14 (+0100)." */
static void recorded(const struct page *p, const struct report *r)
{
	char from[32], to[32], zone[16], text[120];
	report_stamp(r->begin_ms, from);
	report_stamp(r->end_ms, to);
	const bool one_day = strlen(to) > 11 && !strncmp(from, to, 11);
	snprintf(text, sizeof text, "Recorded %.10s, %s to %s (local time %s).", from,
		strlen(from) > 11 ? from + 11 : from, one_day ? to + 11 : to,
		zone_of(r->end_ms, zone));
	report_paragraph(p, text);
}

static void report(const struct page *p, const struct report *r)
{
	char title[80];
	report_heading(p, 1, title_of(r, title));
	recorded(p, r);
	summary(p, r);
	unit(p, r);
	texts(p, r, "Profile applied", &r->profiles, "profile", "snapshot before");
	texts(p, r, "Settings written", &r->written, "setting", "answer");
	settings(p, r);
	report_paths(p, r);
	texts(p, r, "Data sent", &r->sent, "data", "result");
	texts(p, r, "Data received", &r->received, "from", "data");
	texts(p, r, "Errors", &r->troubles, "what", "what it means");
	if (!r->troubles.count) {
		report_heading(p, 2, "Errors");
		report_paragraph(p, "There were none.");
	}
	texts(p, r, "What was done", &r->actions, "action", "answer");
	job(p, r);
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

void report_page_html_begin(const struct report *r, bool more)
{
	char title[80];
	cli_print("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
		  "<meta name=\"viewport\" content=\"width=device-width\"><title>");
	report_put(
		&(struct page){.html = true}, more ? "Commissioning records" : title_of(r, title));
	cli_print("</title>\n<style>"
		  "body{font:14px/1.45 system-ui,sans-serif;color:#1c2430;margin:0 auto;"
		  "max-width:62em;padding:2em 1.5em}"
		  "h1{font-size:1.7em;margin:0 0 .6em;padding-bottom:.4em;"
		  "border-bottom:3px solid #2b5c8a}"
		  "h2{font-size:1.15em;margin:1.8em 0 .5em;color:#2b5c8a;break-after:avoid}"
		  "h3{font-size:1em;margin:1em 0 .3em}"
		  "table{border-collapse:collapse;width:100%%;margin:.3em 0}"
		  "th{font-weight:600;background:#eef3f8}"
		  "th,td{border:1px solid #cfd8e2;padding:.3em .6em;text-align:left;"
		  "vertical-align:top;overflow-wrap:anywhere}"
		  "td:first-child{white-space:nowrap;width:1%%}tr{break-inside:avoid}"
		  "p{margin:.4em 0;color:#4a5665}"
		  "b{padding:.05em .5em;border-radius:.7em;font-weight:600}"
		  ".good{background:#d5f0d8;color:#14591f}.bad{background:#f7d4d0;color:#8a1c12}"
		  ".open{background:#fbeac5;color:#6b4a00}"
		  "svg{max-width:100%%;height:auto}section{break-after:page}"
		  "section:last-child{break-after:auto}@media print{body{padding:0}}"
		  "</style></head><body>\n");
}

void report_page_html_end(void)
{
	cli_print("</body></html>\n");
}
