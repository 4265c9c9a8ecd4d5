/*
 * AT+QLWCFG="select": factory values, or a carrier's built-in servers. The Note names the carriers
 * and nothing else. The addresses here are those that are public; for a carrier without one the
 * name is under ".invalid", which no resolver will ever find. Keys are the Note's examples, for the
 * carriers' own are not public.
 */
#ifndef QLW_SIM_SELECT_H
#define QLW_SIM_SELECT_H

struct module;

/* Carries out what "select" now says. */
void select_apply(struct module *m);

#endif
