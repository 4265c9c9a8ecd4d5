/*
 * The path of each server through the states, with times: boxes and arrows in HTML, lines of text in
 * Markdown. Knows nothing of the rest of the page.
 */
#include <stdio.h>
#include <string.h>

#include "tui/verbs/cli_journal_report.h"

enum {
	SVG_COLUMNS = 5,
	SVG_CELL = 192,
	SVG_ROW = 92,
	SVG_BOX = 142,
};

/* --- the path ----------------------------------------------------------------------------------------- */

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

/* "REG_UPDATE ×12" */
static const char *step_word(const struct report_step *s, char out[32])
{
	report_state(s->code, out);
	size_t n = strlen(out);
	if (s->times > 1)
		snprintf(out + n, 32 - n, " ×%u", s->times);
	return out;
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
		y + 23, step_word(s, word));
	cli_print("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%s</text>\n",
		x + SVG_BOX / 2, y + 54, report_clock(r, s->t_ms, time));
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
	const int width = SVG_COLUMNS * SVG_CELL, height = ((n - 1) / SVG_COLUMNS + 1) * SVG_ROW;
	cli_print("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		  "viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\" "
		  "role=\"img\"><title>states of %u</title>\n",
		width, height, width, height, id);
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
		cli_print("%s  %-14s", report_clock(r, r->step[i].t_ms, time),
			step_word(&r->step[i], word));
		if (next < steps)
			cli_print("  %s", took(r->step[next].t_ms - r->step[i].t_ms, wait));
		cli_print("\n");
		i = next;
	}
	cli_print("```\n");
}

void report_paths(const struct page *p, const struct report *r)
{
	size_t steps = r->steps < REPORT_STEPS_MAX ? r->steps : REPORT_STEPS_MAX;
	char title[48];
	if (steps)
		report_heading(p, 2, "Path through the states");
	for (size_t i = 0; i < steps; i++) {
		if (next_step(r, 0, steps, r->step[i].short_id) != i)
			continue; /* not the first of its server */
		snprintf(title, sizeof title, "server %u", r->step[i].short_id);
		report_heading(p, 3, r->step[i].short_id ? title : "the client itself");
		if (p->html)
			svg_path(r, i, steps);
		else
			text_path(r, i, steps);
	}
	if (r->steps > steps)
		report_paragraph(p, "Later states are left out.");
}
