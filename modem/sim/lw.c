/*
 * The LwM2M client as a whole: what the AT side calls, and the order in which its rooms run. Knows
 * no message and no object.
 */
#include "modem/sim/lwint.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "modem/sim/lwdefs.h"

#define DISABLE_DEFAULT_S 86400 /* /1/x/5 when it is not set */

/* --- small things ------------------------------------------------------------------------ */

void lw_log(struct lw *lw, const char *format, ...)
{
	char line[512];
	va_list args;
	if (!lw->env.log)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	lw->env.log(lw->env.ctx, line);
}

uint64_t lw_now(const struct lw *lw)
{
	return lw->env.now_ms(lw->env.ctx);
}

const struct lw_config *lw_settings(const struct lw *lw)
{
	return lw->env.config(lw->env.ctx);
}

struct lw *lw_open(const struct lw_env *env, uint64_t seed)
{
	struct lw *lw = calloc(1, sizeof(*lw));
	if (!lw)
		return NULL;
	lw->env = *env;
	lw->random = seed;
	lw->boot.deadline_ms = lw->traffic.until_ms = UINT64_MAX;
	lw->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (lw->epoll < 0) {
		free(lw);
		return NULL;
	}
	lw_seed_objects(lw);
	lw_firmware_init(lw);
	lw_software_init(lw);
	return lw;
}

void lw_close(struct lw *lw)
{
	if (!lw)
		return;
	lw_accounts_drop(lw);
	lw_download_close(&lw->firmware.download);
	lw_download_close(&lw->software.download);
	lw_tree_clear(&lw->tree);
	lw_tree_clear(&lw->boot.before);
	lw_buf_free(&lw->content);
	close(lw->epoll);
	free(lw);
}

static struct lw_server *standard(struct lw *lw, unsigned i)
{
	struct lw_server *s = &lw->server[i];
	return s->used && !s->bootstrap ? s : NULL;
}

static bool any_busy(const struct lw *lw)
{
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (lw->server[i].used && lwreg_busy(&lw->server[i].reg))
			return true;
	return false;
}

static int64_t or_default(int64_t value, int64_t otherwise)
{
	return value > 0 ? value : otherwise;
}

struct lwreg_retry lw_retry(const struct lw *lw, bool call)
{
	const struct lw_config *c = lw_settings(lw);
	const struct lw_tuning *t = &c->tuning;
	struct lwreg_retry r = {.timeout = c->retry_timeout,
		.exponent = c->retry_exponent,
		.max_timeout = c->max_timeout,
		.linear = t->linear_retries};
	if (call)
		r = (struct lwreg_retry){.timeout = or_default(t->call_timeout, 30),
			.exponent = or_default(t->call_exponent, 2),
			.max_timeout = or_default(t->call_max_timeout, 640),
			.most = t->call_retries};
	r.late = c->otherwise.update_late;
	r.next_cycle = or_default(t->next_cycle, 86400);
	return r;
}

/* --- reg --------------------------------------------------------------------------------- */

static bool has_account(const struct lw *lw)
{
	const struct lw_config *c = lw_settings(lw);
	if (lw->given)
		return true;
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (c->account[i].used)
			return true;
	return false;
}

int lw_reg(struct lw *lw, int mode)
{
	if (!has_account(lw))
		return QLW_CME_NOT_ALLOWED;
	if (lw->phase != LW_PHASE_IDLE && lw->phase != LW_PHASE_RUNNING)
		return QLW_CME_EXECUTED;
	if (lw->phase == LW_PHASE_RUNNING && (any_busy(lw) || lw_boot_busy(lw)))
		return QLW_CME_EXECUTED;
	lw->mode = mode;
	lw->phase = LW_PHASE_STARTING;
	return 0;
}

/* With mode 1 a registration that outlived a restart is only brought up to date. */
void lw_register_all(struct lw *lw)
{
	if (lw->mode == 1 || lw_settings(lw)->tuning.keep_registration)
		lw_store_find_registrations(lw);
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		struct lw_server *s = standard(lw, i);
		if (s)
			lwreg_hold(&s->reg, false);
		if (s && s->location[0])
			lwreg_resume(&s->reg);
		else if (s)
			lwreg_start(&s->reg);
	}
}

static bool any_standard(struct lw *lw)
{
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (standard(lw, i))
			return true;
	return false;
}

static void fail_start(struct lw *lw, enum qlw_result err)
{
	lw->phase = LW_PHASE_IDLE;
	lw->env.done(lw->env.ctx, LW_DONE_REG, err);
}

static bool has_endpoint(struct lw *lw, const char *name)
{
	if (name[0])
		return true;
	lw->phase = LW_PHASE_IDLE;
	lw->env.event(lw->env.ctx, 0, QLW_STATE_GENERIC_FAILED);
	return false;
}

/* Servers that are known are registered with; only without any is a bootstrap server asked. */
static void start(struct lw *lw)
{
	const struct lw_config *c = lw_settings(lw);
	lw_boot_cancel(lw);
	lw_seed_refresh(lw);
	lw_accounts_load(lw);
	lw_accounts_derive(lw);
	bool standard_known = any_standard(lw);
	if (!standard_known && !lw_account_bootstrap(lw)) {
		fail_start(lw, QLW_RESULT_INVALID);
		return;
	}
	lw->env.done(lw->env.ctx, LW_DONE_REG, QLW_RESULT_SUCCESS);
	lw->phase = LW_PHASE_RUNNING;
	if (standard_known && has_endpoint(lw, c->reg_endpoint))
		lw_register_all(lw);
	else if (!standard_known && has_endpoint(lw, c->bs_endpoint))
		lw_boot_start(lw);
}

/* --- dereg ------------------------------------------------------------------------------- */

int lw_dereg(struct lw *lw, int method)
{
	bool forget = method == 1 && lw->given;
	if (lw->phase == LW_PHASE_STOPPING)
		return QLW_CME_EXECUTED;
	if (lw->phase == LW_PHASE_IDLE && !forget)
		return QLW_CME_NOT_ALLOWED;
	lw->superseded = lw->phase == LW_PHASE_STARTING;
	lw->method = method;
	lw->phase = LW_PHASE_STOPPING;
	lw->stop_wanted = true;
	return 0;
}

void lw_server_ended(struct lw_server *s, bool agreed)
{
	struct lw *lw = s->lw;
	if (!agreed)
		lw->stop_failed = true;
	if (lw->stopping > 0)
		lw->stopping--;
}

void lw_server_failed(struct lw_server *s)
{
	lw_log(s->lw, "server %u: every try of this cycle failed", s->short_id);
	if (lw_settings(s->lw)->tuning.bootstrap_if_reg_fails[s->slot])
		s->lw->boot_wanted = true;
}

/* Servers are given up for new ones. */
static void run_boot_wanted(struct lw *lw)
{
	lw->boot_wanted = false;
	if (lw->phase != LW_PHASE_RUNNING || !lw_account_bootstrap(lw) || lw_boot_busy(lw))
		return;
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (standard(lw, i))
			lwreg_abort(&lw->server[i].reg);
	lw_boot_start(lw);
}

static void begin_stop(struct lw *lw)
{
	if (lw->superseded)
		lw->env.done(lw->env.ctx, LW_DONE_REG, QLW_RESULT_PARALLEL);
	lw->stop_wanted = lw->stop_failed = lw->superseded = false;
	lw_boot_cancel(lw);
	lw->stopping = 0;
	if (lw->method == 1)
		lw->env.event(lw->env.ctx, 0, QLW_STATE_FACTORY_RESET);
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		lw->stopping += standard(lw, i) != NULL;
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (standard(lw, i))
			lwreg_stop(&lw->server[i].reg, lw->method == 1);
}

static void end_stop(struct lw *lw)
{
	lw->phase = LW_PHASE_IDLE;
	if (lw->method == 1)
		lw_forget(lw);
	lw->env.done(lw->env.ctx, LW_DONE_DEREG,
		lw->stop_failed ? QLW_RESULT_FAILURE : QLW_RESULT_SUCCESS);
}

/* --- settings and the world -------------------------------------------------------------- */

void lw_account_changed(struct lw *lw, unsigned client_index)
{
	lw->given = false;
	lw_store_remove(lw);
	if (client_index < QLW_CLIENTS)
		lw_server_forget(&lw->server[client_index]);
	if (lw->phase == LW_PHASE_IDLE)
		lw->loaded = false;
}

void lw_device_changed(struct lw *lw)
{
	lw_seed_refresh(lw);
}

void lw_forget(struct lw *lw)
{
	lw->given = false;
	lw_store_remove(lw);
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		lw_server_forget(&lw->server[i]);
	if (lw->phase != LW_PHASE_IDLE)
		return;
	lw->loaded = false;
	lw_accounts_drop(lw);
}

void lw_online(struct lw *lw, bool online)
{
	bool back = online && lw->offline;
	lw->offline = !online;
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		struct lw_server *s = &lw->server[i];
		if (!s->used)
			continue;
		lwreg_hold(&s->reg, !online);
		if (!online)
			s->stale_link = true;
		else if (back && lw_settings(lw)->tuning.update_on_reconnect)
			lwreg_update(&s->reg, false);
	}
}

/* --- the loop ---------------------------------------------------------------------------- */

int lw_fd(const struct lw *lw)
{
	return lw->epoll;
}

static bool has_work(const struct lw *lw)
{
	return lw->phase == LW_PHASE_STARTING || lw->reboot_wanted || lw->boot_wanted ||
	       !lw->restored ||
	       (lw->phase == LW_PHASE_STOPPING && (lw->stop_wanted || !lw->stopping));
}

uint64_t lw_deadline_ms(const struct lw *lw)
{
	uint64_t at = has_work(lw) ? 0 : lw_boot_deadline_ms(lw);
	const uint64_t due[] = {lw_firmware_deadline_ms(lw), lw_software_deadline_ms(lw),
		lw_seed_deadline_ms(lw), lw_traffic_deadline_ms(lw)};
	for (size_t i = 0; i < sizeof(due) / sizeof(due[0]); i++)
		at = due[i] < at ? due[i] : at;
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		uint64_t own =
			lw->server[i].used ? lw_server_deadline_ms(&lw->server[i]) : UINT64_MAX;
		at = own < at ? own : at;
	}
	return at;
}

uint64_t lw_real_wait_ms(const struct lw *lw)
{
	uint64_t firmware = lw_download_wait_ms(&lw->firmware.download);
	uint64_t software = lw_download_wait_ms(&lw->software.download);
	uint64_t wait = firmware < software ? firmware : software;
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		const struct lw_server *s = &lw->server[i];
		uint64_t own = s->used && s->link ? coap_link_wait_ms(s->link) : UINT64_MAX;
		wait = own < wait ? own : wait;
	}
	return wait;
}

static void run_server(struct lw *lw, struct lw_server *s)
{
	lw_server_run(s);
	if (s->disable_wanted) {
		int64_t wait = lw_tree_number(
			&lw->tree, LW_OBJECT_SERVER, s->server, 5, DISABLE_DEFAULT_S);
		s->disable_wanted = false;
		lwreg_disable(&s->reg, lw_now(lw) + (uint64_t)(wait > 0 ? wait : 0) * 1000);
	}
}

static void run_reboot(struct lw *lw)
{
	bool reset = lw->reset_wanted;
	lw->reboot_wanted = lw->reset_wanted = false;
	lw->env.reboot(lw->env.ctx, reset);
}

void lw_run(struct lw *lw)
{
	if (!lw->restored) {
		lw->restored = true;
		if (!lw_settings(lw)->tuning.forget_bootstrap)
			lw_store_load(lw);
		lw_firmware_restore(lw);
		lw_software_restore(lw);
	}
	if (lw->phase == LW_PHASE_STARTING)
		start(lw);
	if (lw->phase == LW_PHASE_STOPPING && lw->stop_wanted)
		begin_stop(lw);
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (lw->server[i].used)
			run_server(lw, &lw->server[i]);
	lw_boot_run(lw);
	lw_firmware_run(lw);
	lw_software_run(lw);
	lw_traffic_run(lw);
	if (lw_now(lw) >= lw_seed_deadline_ms(lw))
		lw_seed_refresh(lw);
	if (lw->boot_wanted)
		run_boot_wanted(lw);
	if (lw->phase == LW_PHASE_STOPPING && !lw->stopping)
		end_stop(lw);
	if (lw->registrations_changed)
		lw_store_registrations(lw);
	if (lw->reboot_wanted)
		run_reboot(lw);
}
