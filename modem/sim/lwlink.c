/* Link format. Reads the tree and the definitions, writes text. */
#include "modem/sim/lwlink.h"

#include <stdarg.h>
#include <stdio.h>

#include "modem/sim/lwdefs.h"

struct text {
	char *out;
	size_t max, at;
};

__attribute__((format(printf, 2, 3))) static void put(struct text *t, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = vsnprintf(t->at < t->max ? t->out + t->at : NULL,
		t->at < t->max ? t->max - t->at : 0, format, args);
	va_end(args);
	t->at += n > 0 ? (size_t)n : 0;
}

size_t lw_link_register(const struct lw_tree *tree, int version, char *out, size_t max)
{
	struct text t = {.out = out, .max = max};
	put(&t, "</>;rt=\"oma.lwm2m\";ct=%d", version ? 110 : 11543);
	for (size_t i = 0; i < lw_object_count(); i++) {
		unsigned object = lw_object_at(i)->id;
		unsigned at = lw_tree_next_instance(tree, object, 0);
		if (object == LW_OBJECT_SECURITY)
			continue;
		if (version && lw_object_later(object))
			put(&t, ",</%u>;ver=1.1", object);
		else if (at == LW_NO_ID)
			put(&t, ",</%u>", object);
		for (; at != LW_NO_ID; at = lw_tree_next_instance(tree, object, at + 1))
			put(&t, ",</%u/%u>", object, at);
	}
	return t.at < max ? t.at : 0;
}
