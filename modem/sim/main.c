/* qlw-sim: a simulated module behind a pseudo terminal or socket. Puts the pieces together. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/clock.h"
#include "modem/sim/flash.h"
#include "modem/sim/loop.h"
#include "modem/sim/module.h"
#include "modem/sim/options.h"
#include "modem/sim/port.h"
#include "modem/sim/stories.h"

static volatile sig_atomic_t stop;

static void on_signal(int signal)
{
	(void)signal;
	stop = 1;
}

/* Signals that end the program come through while it waits, and at no other time. */
static void catch_signals(sigset_t *wait_mask)
{
	static const int ends[] = {SIGTERM, SIGINT, SIGHUP};
	struct sigaction act = {.sa_handler = on_signal};
	sigset_t block;
	sigemptyset(&block);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		sigaddset(&block, ends[i]);
		sigaction(ends[i], &act, NULL);
	}
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &block, wait_mask);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		sigdelset(wait_mask, ends[i]);
}

static void pull_cable(void *ctx)
{
	((struct loop *)ctx)->unplug = true;
}

/* One of the simulator's own, or a file. */
static int read_scenario(struct module *m, const char *path)
{
	const char *const *story = stories_find(path);
	char line[4096];
	unsigned number = 0;
	for (; story && *story; story++)
		module_scenario(m, *story);
	if (story)
		return EXIT_SUCCESS;
	FILE *f = fopen(path, "re");
	if (!f) {
		fprintf(stderr, "qlw-sim: %s: %s\n", path, strerror(errno));
		return EXIT_FAILURE;
	}
	int status = EXIT_SUCCESS;
	while (status == EXIT_SUCCESS && fgets(line, sizeof line, f)) {
		number++;
		line[strcspn(line, "\r\n")] = '\0';
		if (!module_scenario(m, line)) {
			fprintf(stderr, "qlw-sim: %s:%u: cannot be understood\n", path, number);
			status = 2;
		}
	}
	fclose(f);
	return status;
}

static int serve(struct loop *l, const struct options *o)
{
	for (unsigned i = 0; i < o->faults; i++)
		module_fault(l->module, o->fault[i]);
	int status = o->scenario ? read_scenario(l->module, o->scenario) : EXIT_SUCCESS;
	if (status)
		return status;
	l->port = port_open(o->listen, o->link);
	if (!l->port)
		return EXIT_FAILURE;
	printf("%s\n", port_path(l->port));
	fflush(stdout);
	loop_run(l);
	port_close(l->port);
	return EXIT_SUCCESS;
}

static int run(const struct options *o)
{
	struct clock clock;
	struct outside outside;
	sigset_t wait_mask;
	catch_signals(&wait_mask);
	clock_start(&clock, o->speed);
	struct loop loop = {
		.clock = &clock, .once = o->once, .stop = &stop, .wait_mask = &wait_mask};
	struct flash *flash = flash_open(o->dir);
	if (!flash) {
		fprintf(stderr, "qlw-sim: %s: %s\n", o->dir ? o->dir : "temporary directory",
			strerror(errno));
		return EXIT_FAILURE;
	}
	loop.client = client_open(&o->client, &clock, pull_cable, &loop);
	client_outside(loop.client, &outside);
	struct module_options mo = {.firmware = o->firmware,
		.flash = flash,
		.assume = o->assume,
		.seed = o->client.seed,
		.imei = o->imei};
	loop.module = module_open(&mo, &outside);
	client_attach(loop.client, loop.module);
	int status = serve(&loop, o);
	client_close(loop.client);
	module_close(loop.module);
	flash_close(flash);
	return status;
}

int main(int argc, char **argv)
{
	static struct options o;
	int status = options_parse(&o, argc, argv);
	return status >= 0 ? status : run(&o);
}
