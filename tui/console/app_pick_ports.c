/*
 * The ports that can be chosen, with what is known of each, and asking one who it is. It draws nothing and
 * knows no key.
 */
#include "tui/console/app_pick.h"

#include <stdio.h>
#include <string.h>

/* --- rows ------------------------------------------------------------------------------------------ */

static void describe(struct pick_place *p)
{
	const struct port_info *i = &p->info;
	char usb[48] = "";
	if (i->vendor_id >= 0)
		snprintf(usb, sizeof usb, ", USB %04x:%04x interface %d", (unsigned)i->vendor_id,
			(unsigned)i->product_id, i->interface);
	snprintf(p->row.port, sizeof p->row.port, "%s", i->path);
	snprintf(p->row.what, sizeof p->row.what, "%s%s%.48s%s", i->what, *i->product ? " (" : "",
		i->product, *i->product ? ")" : "");
	snprintf(p->row.detail, sizeof p->row.detail, "%s%s%s%s%s%.200s",
		*i->driver ? i->driver : "unknown driver", usb, *i->serial ? ", serial " : "",
		i->serial, *i->by_id ? ", " : "", i->by_id);
}

void pick_say(struct pick_row *row, enum pick_mark mark, const char *state, const char *next)
{
	const size_t n = strlen(row->port);
	/* its name stands beside it */
	if (!strncmp(state, row->port, n))
		state += strncmp(state + n, " is ", 4) ? n + strspn(state + n, ": ") : n + 4;
	row->mark = mark;
	snprintf(row->state, sizeof row->state, "%s", state);
	snprintf(row->next, sizeof row->next, "%s", next);
}

static void put_head(struct pick *p, size_t modules)
{
	static const char none[] = "No BG95, BG77 or BG600L is plugged in by USB. Plug one in (it "
				   "appears here), choose "
				   "the port that a module's UART is wired to, or a simulated one.";
	if (modules == 0)
		snprintf(p->box.head, sizeof p->box.head, "%s", none);
	else
		snprintf(p->box.head, sizeof p->box.head, "%s",
			modules > 1 ? "Several modules are plugged in."
				    : "One module is plugged in.");
}

/* The rows as they stand: what was named, the ports, the simulator. */
void pick_collect(struct pick *p)
{
	static const struct pick_row simulated = {
		.port = "sim:", .what = "a simulated BG95-M3, no hardware needed"};
	size_t modules = 0;
	p->rows = 0;
	if (*p->named.port)
		p->row[p->rows++] = p->named;
	for (size_t i = 0; i < p->ports; i++) {
		p->row[p->rows++] = p->place[i].row;
		modules += p->place[i].info.at_port;
	}
	p->row[p->rows++] = simulated;
	put_head(p, modules);
}

size_t pick_place_of_row(const struct pick *p, size_t row)
{
	return row - (*p->named.port != '\0');
}

/* --- the list of ports ----------------------------------------------------------------------------- */

static bool same_port(const struct port_info *a, const struct port_info *b)
{
	return !strcmp(a->path, b->path) && a->vendor_id == b->vendor_id &&
	       a->product_id == b->product_id && !strcmp(a->serial, b->serial) &&
	       !strcmp(a->location, b->location);
}

/* What was known of it, if it was there before. */
static void take_port(struct pick *p, size_t had, const struct port_info *info)
{
	struct pick_place *place = &p->place[p->ports++];
	memset(place, 0, sizeof *place);
	for (size_t i = 0; i < had; i++)
		if (same_port(&p->before[i].info, info))
			*place = p->before[i];
	place->info = *info;
	describe(place);
}

/* Of one module the AT port only; then what else could have one behind it. */
static bool belongs(const struct port_info *info, int pass)
{
	return pass == 0 ? info->at_port : !info->at_port && info->vendor_id != PORTS_QUECTEL;
}

void pick_stop_probe(struct pick *p)
{
	probe_free(p->probe);
	p->probe = NULL;
	p->chosen_is_probed = false;
}

void pick_look(struct pick *p)
{
	static struct port_info all[2 * PICK_PORTS_MAX];
	const int found = ports_list(all, 2 * PICK_PORTS_MAX);
	const size_t n = found < 0                    ? 0
			 : found > 2 * PICK_PORTS_MAX ? 2 * PICK_PORTS_MAX
						      : (size_t)found;
	const size_t had = p->ports;
	char selected[sizeof p->row->port] = "", probed[sizeof p->row->port] = "";
	if (p->box.list.selected < p->rows)
		snprintf(selected, sizeof selected, "%s", p->row[p->box.list.selected].port);
	if (p->probe)
		snprintf(probed, sizeof probed, "%s", p->place[p->probing].row.port);
	memcpy(p->before, p->place, had * sizeof *p->place);
	p->ports = 0;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < n; i++)
			if (belongs(&all[i], pass) && p->ports < PICK_PORTS_MAX)
				take_port(p, had, &all[i]);
	pick_collect(p);
	list_update(&p->box.list, p->rows, 0);
	for (size_t i = 0; i < p->rows; i++)
		if (!strcmp(p->row[i].port, selected))
			list_select(&p->box.list, i);
	size_t at = 0;
	while (at < p->ports && strcmp(p->place[at].row.port, probed) != 0)
		at++;
	if (p->probe && at == p->ports)
		pick_stop_probe(p);
	p->probing = at;
}

/* --- asking ---------------------------------------------------------------------------------------- */

void pick_say_found(struct pick_place *place, const struct probe_found *f)
{
	char text[sizeof place->row.state];
	const bool ours = f->family == NET_FAMILY_TABLE1;
	snprintf(text, sizeof text, "%s%s%s%s", *f->model ? f->model : "answers, model not told",
		*f->imei ? ", IMEI " : "", f->imei,
		f->family == NET_FAMILY_FOREIGN ? ", another family" : "");
	pick_say(&place->row, ours ? PICK_FOUND : PICK_OTHER, text,
		f->family == NET_FAMILY_FOREIGN
			? "its LwM2M commands may mean other things: they are not used"
			: "");
	place->baud = f->baud;
}

void pick_say_silent(struct pick_place *place, const struct probe_found *f)
{
	char text[sizeof place->row.state];
	snprintf(text, sizeof text, "no answer to AT, %s", overheard_what(f->overheard));
	pick_say(&place->row, PICK_TROUBLE, text,
		"is the module on, are RX, TX and ground wired? Enter opens the port all the same");
	place->tried = true;
}

void pick_start_probe(struct pick *p, size_t i, bool chosen, uint64_t now_ms)
{
	const bool search = !p->place[i].info.at_port;
	p->place[i].asked = true;
	p->probing = i;
	p->probe = probe_start(p->place[i].info.path, (int)p->app->options->baud, search, now_ms);
	p->chosen_is_probed = chosen;
	pick_say(&p->place[i].row, PICK_ASKING, "asking", "");
}
