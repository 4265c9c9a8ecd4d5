/* What a Write or Execute does beyond the value itself. Sends nothing; sets the machines in motion.
 */
#include <string.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

void lw_changed(struct lw *lw, const struct lw_path *path)
{
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (lw->server[i].used)
			lw_observe_changed(&lw->server[i], path);
}

void lw_tell_number(struct lw *lw, unsigned object, unsigned instance, unsigned resource,
	enum lw_type type, int64_t number)
{
	struct lw_path path = lw_path_make(3, object, instance, resource, 0);
	const struct lw_value *before = lw_tree_get(&lw->tree, object, instance, resource);
	if (before && before->number == number)
		return;
	lw_tree_set_number(&lw->tree, object, instance, resource, type, number);
	lw_changed(lw, &path);
}

void lw_created(struct lw *lw, unsigned object, unsigned instance)
{
	if (object == LW_OBJECT_SOFTWARE)
		lw_software_created(lw, instance);
}

void lw_instances_changed(struct lw *lw)
{
	lw_software_keep(lw);
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (lw->server[i].used && !lw->server[i].bootstrap)
			lwreg_update(&lw->server[i].reg, true);
}

/* --- Write ------------------------------------------------------------------------------- */

/* Lifetime and binding are part of the registration: whoever's they are hears of it. */
static void server_written(struct lw_server *s, const struct lw_entry *e)
{
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		struct lw_server *each = &s->lw->server[i];
		if (each->used && !each->bootstrap && each->server == e->path.id[1] &&
			(e->path.id[2] == 1 || e->path.id[2] == 7))
			lwreg_update(&each->reg, false);
	}
}

static void data_written(struct lw_server *s, const struct lw_entry *e, int format)
{
	char uri[LW_PATH_TEXT];
	struct lw_path path = e->path;
	bool text = format == COAP_FORMAT_TEXT || e->value.type == LW_TYPE_STRING;
	if (e->value.type != LW_TYPE_STRING && e->value.type != LW_TYPE_OPAQUE)
		return;
	path.depth = 3;
	lw_path_format(&path, uri);
	s->lw->env.recv(s->lw->env.ctx, uri, text ? QLW_DATA_STRING : QLW_DATA_OPAQUE,
		e->value.data, e->value.len);
}

static void software_written(struct lw_server *s, const struct lw_entry *e)
{
	if (e->path.id[2] == 2)
		lw_software_package(s->lw, e->path.id[1], e->value.len);
	else if (e->path.id[2] == 3)
		lw_software_uri(s->lw, e->path.id[1]);
}

void lw_written(struct lw_server *s, const struct lw_entry *e, int format)
{
	if (e->path.id[0] == LW_OBJECT_DEVICE && e->path.id[2] == 13)
		s->lw->clock_offset_s = e->value.number - lw_seed_time(s->lw);
	if (e->path.id[0] == LW_OBJECT_FIRMWARE && e->path.id[2] == 0)
		lw_firmware_package(s->lw, e->value.len);
	else if (e->path.id[0] == LW_OBJECT_FIRMWARE && e->path.id[2] == 1)
		lw_firmware_uri(s->lw, lw_tree_text(&s->lw->tree, LW_OBJECT_FIRMWARE, 0, 1));
	else if (e->path.id[0] == LW_OBJECT_SOFTWARE)
		software_written(s, e);
	else if (e->path.id[0] == LW_OBJECT_SERVER)
		server_written(s, e);
	else if (e->path.id[0] == LW_OBJECT_DATA || e->path.id[0] == LW_OBJECT_LGU)
		data_written(s, e, format);
}

/* --- Execute ----------------------------------------------------------------------------- */

static unsigned do_disable(struct lw_server *s, unsigned instance)
{
	if (instance != s->server)
		return COAP_CODE(4, 1);
	s->disable_wanted = true;
	return COAP_CODE(2, 4);
}

static unsigned do_update(struct lw_server *s, unsigned instance)
{
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (s->lw->server[i].used && s->lw->server[i].server == instance)
			lwreg_update(&s->lw->server[i].reg, false);
	return COAP_CODE(2, 4);
}

static unsigned do_bootstrap(struct lw_server *s, unsigned instance)
{
	if (!lw_account_bootstrap(s->lw) || instance != s->server)
		return COAP_CODE(4, 5);
	s->lw->boot_wanted = true;
	return COAP_CODE(2, 4);
}

static unsigned do_reboot(struct lw_server *s, unsigned instance)
{
	(void)instance;
	s->lw->reboot_wanted = true;
	return COAP_CODE(2, 4);
}

static unsigned do_factory_reset(struct lw_server *s, unsigned instance)
{
	(void)instance;
	s->lw->reboot_wanted = s->lw->reset_wanted = true;
	return COAP_CODE(2, 4);
}

static unsigned do_reset_errors(struct lw_server *s, unsigned instance)
{
	struct lw_path path = lw_path_make(3, LW_OBJECT_DEVICE, instance, 11, 0);
	struct lw_value none = {.type = LW_TYPE_INTEGER};
	lw_tree_remove(&s->lw->tree, &path);
	lw_tree_set(&s->lw->tree, LW_OBJECT_DEVICE, instance, 11, 0, &none);
	lw_changed(s->lw, &path);
	return COAP_CODE(2, 4);
}

static unsigned do_collect(struct lw_server *s, unsigned instance)
{
	(void)instance;
	lw_traffic_start(s->lw);
	return COAP_CODE(2, 4);
}

static unsigned do_collect_end(struct lw_server *s, unsigned instance)
{
	(void)instance;
	lw_traffic_stop(s->lw);
	return COAP_CODE(2, 4);
}

static unsigned do_install(struct lw_server *s, unsigned instance)
{
	return lw_software_install(s->lw, instance);
}

static unsigned do_uninstall(struct lw_server *s, unsigned instance)
{
	return lw_software_remove(s->lw, instance);
}

static unsigned do_activate(struct lw_server *s, unsigned instance)
{
	return lw_software_activate(s->lw, instance, true);
}

static unsigned do_deactivate(struct lw_server *s, unsigned instance)
{
	return lw_software_activate(s->lw, instance, false);
}

static unsigned do_firmware(struct lw_server *s, unsigned instance)
{
	(void)instance;
	return lw_firmware_update(s->lw);
}

static unsigned set_enabled(struct lw_server *s, unsigned instance, bool on)
{
	lw_tell_number(s->lw, LW_OBJECT_CAPABILITY, instance, 4, LW_TYPE_BOOLEAN, on);
	return COAP_CODE(2, 4);
}

static unsigned do_enable(struct lw_server *s, unsigned instance)
{
	return set_enabled(s, instance, true);
}

static unsigned do_unable(struct lw_server *s, unsigned instance)
{
	return set_enabled(s, instance, false);
}

static const struct action {
	unsigned object, resource;
	unsigned (*run)(struct lw_server *s, unsigned instance);
} actions[] = {
	{LW_OBJECT_SERVER, 4, do_disable},
	{LW_OBJECT_SERVER, 8, do_update},
	{LW_OBJECT_SERVER, 9, do_bootstrap},
	{LW_OBJECT_DEVICE, 4, do_reboot},
	{LW_OBJECT_DEVICE, 5, do_factory_reset},
	{LW_OBJECT_DEVICE, 12, do_reset_errors},
	{LW_OBJECT_FIRMWARE, 2, do_firmware},
	{LW_OBJECT_SOFTWARE, 4, do_install},
	{LW_OBJECT_SOFTWARE, 6, do_uninstall},
	{LW_OBJECT_SOFTWARE, 10, do_activate},
	{LW_OBJECT_SOFTWARE, 11, do_deactivate},
	{LW_OBJECT_STATISTICS, 6, do_collect},
	{LW_OBJECT_STATISTICS, 7, do_collect_end},
	{LW_OBJECT_CAPABILITY, 5, do_enable},
	{LW_OBJECT_CAPABILITY, 6, do_unable},
};

static unsigned check(const struct lw_server *s, const struct lw_path *path)
{
	const struct lw_resource_def *def = lw_resource_find(path->id[0], path->id[2]);
	if (path->id[0] == LW_OBJECT_SECURITY)
		return COAP_CODE(4, 1);
	if (!def || !lw_tree_has_instance(&s->lw->tree, path->id[0], path->id[1]))
		return COAP_CODE(4, 4);
	if (!lw_allowed(s, path->id[0], path->id[1], LW_RIGHT_EXECUTE))
		return COAP_CODE(4, 1);
	return def->ops & LW_OP_EXECUTE && path->depth == 3 ? 0 : COAP_CODE(4, 5);
}

/* Arguments are digits 0-9, each perhaps with ='text', parted by commas (5.4.5). */
static bool arguments_valid(const char *p, const char *end)
{
	while (p < end) {
		if (*p < '0' || *p > '9')
			return false;
		if (++p < end && *p == '=') {
			if (++p == end || *p != '\'')
				return false;
			for (p++; p < end && *p != '\'';)
				p++;
			if (p++ == end)
				return false;
		}
		if (p < end && *p++ != ',')
			return false;
	}
	return true;
}

unsigned lw_execute(struct lw_server *s, const struct lw_path *path, const struct coap_ask *ask)
{
	unsigned refused = check(s, path);
	const char *body = (const char *)ask->body;
	if (refused)
		return refused;
	if (ask->body_len && !arguments_valid(body, body + ask->body_len))
		return COAP_CODE(4, 0);
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (actions[i].object == path->id[0] && actions[i].resource == path->id[2])
			return actions[i].run(s, path->id[1]);
	return COAP_CODE(4, 5);
}
