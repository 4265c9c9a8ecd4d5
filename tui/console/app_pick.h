/*
 * Between the rooms of choosing a port: app_pick.c (keys, what is opened), app_pick_ports.c (which there
 * are, who answers).
 */
#ifndef QLW_TUI_APP_PICK_H
#define QLW_TUI_APP_PICK_H

#include "modem/port/port_watch.h"
#include "modem/port/ports.h"
#include "modem/probe.h"
#include "tui/console/app_priv.h"
#include "views/pick_box.h"

enum {
	PICK_PORTS_MAX = 32,
	PICK_SETTLE_MS = 300, /* a node is there before all that sysfs and udev say of it */
	PICK_BLIND_MS = 1000, /* where the system tells nothing, it is looked this often */
};

/* A port that is listed, and what is known of it. */
struct pick_place {
	struct port_info info;
	bool asked, tried; /* asked who it is; tried, when chosen, in vain */
	int baud;          /* found there; 0: not known */
	struct pick_row row;
};

struct pick {
	struct app *app;
	struct pick_place *place; /* PICK_PORTS_MAX, and the next list */
	struct pick_place *before;
	struct pick_row row[PICK_PORTS_MAX + 2];
	size_t ports, rows;
	struct pick_box box;
	int watch;             /* port_watch.h; -1: the system tells nothing */
	uint64_t look_ms;      /* when to look without being told */
	struct probe *probe;   /* NULL: none under way */
	size_t probing;        /* place */
	bool chosen_is_probed; /* it is opened once it answers */
	struct pick_row named; /* could not be opened and is no port of the list: stands first */
	bool over, chosen;
	char *port;
	size_t size;
};

/* The rows as they stand: what was named, the ports, the simulator. */
void pick_collect(struct pick *p);
/* The place behind a row; p->ports or more: none. */
size_t pick_place_of_row(const struct pick *p, size_t row);
/* Reads the list of ports again; what was known of a port stays known, the selection stays. */
void pick_look(struct pick *p);
void pick_say(struct pick_row *row, enum pick_mark mark, const char *state, const char *next);

/* One at a time. chosen: it is opened once it answers. */
void pick_start_probe(struct pick *p, size_t i, bool chosen, uint64_t now_ms);
void pick_stop_probe(struct pick *p);
void pick_say_found(struct pick_place *place, const struct probe_found *f);
void pick_say_silent(struct pick_place *place, const struct probe_found *f);

#endif
