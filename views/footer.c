/*
 * Keys in the bottom line. Which ones: a table, the most useful first.
 */
#include "views/footer.h"

#include <string.h>

static const struct pane_keys {
	const char *pane;
	struct footer_item item[5];
} pane_keys[] = {
	{"Session", {{"Enter", "why", false}, {"R", "register", false}, {"D", "deregister", false},
			    {"S", "send", false}}},
	{"Log", {{"/", "search", false}, {"f", "filter", false}, {"Enter", "raw", false},
			{"t", "times", false}}},
	{"Config", {{"Enter", "change", false}, {"F5", "read again", false}}},
	{"Data", {{"S", "send", false}, {"Enter", "open", false}, {"w", "save", false}}},
	{"Profiles", {{"Enter", "plan", false}, {"A", "apply", false}}},
};

static const struct footer_item everywhere[] = {
	{":", "command", false},
	{"a", "AT", false},
	{"?", "help", false},
};

static const char *const numbers[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};

static size_t add(struct footer_item out[FOOTER_ITEMS_MAX], size_t n, struct footer_item item)
{
	if (n < FOOTER_ITEMS_MAX)
		out[n++] = item;
	return n;
}

size_t footer_items(const char *const *panes, size_t count, const char *focus,
	struct footer_item out[FOOTER_ITEMS_MAX])
{
	size_t n = 0;
	for (size_t i = 0; i < count && i < sizeof(numbers) / sizeof(numbers[0]); i++)
		n = add(out, n,
			(struct footer_item){numbers[i], panes[i], strcmp(panes[i], focus) == 0});
	for (size_t i = 0; i < sizeof(pane_keys) / sizeof(pane_keys[0]); i++)
		for (size_t k = 0; k < 5 && strcmp(pane_keys[i].pane, focus) == 0; k++)
			if (pane_keys[i].item[k].key)
				n = add(out, n, pane_keys[i].item[k]);
	for (size_t i = 0; i < sizeof(everywhere) / sizeof(everywhere[0]); i++)
		n = add(out, n, everywhere[i]);
	return n;
}

static int item_cols(const struct footer_item *item)
{
	return (int)(strlen(item->key) + strlen(item->word)) + 3;
}

static int put(struct region r, int col, const struct footer_item *item)
{
	const int end = region_text(r, 0, col, ROLE_KEY, "%s", item->key);
	const int word_end = region_text(
		r, 0, end + 1, item->current ? ROLE_SELECTED : ROLE_FOOTER, "%s", item->word);
	return word_end + 1;
}

void footer_draw(struct region r, const struct footer_item *items, size_t n)
{
	int col = 1;
	region_fill(r, ROLE_FOOTER);
	if (n == 0)
		return;
	const int last = r.cols - item_cols(&items[n - 1]);
	for (size_t i = 0; i + 1 < n; i++)
		if (col + item_cols(&items[i]) <= last)
			col = put(r, col, &items[i]);
	put(r, last > 1 ? last + 1 : 1, &items[n - 1]);
}
