/*
 * LwM2M content formats. The first byte chooses format and path, the rest is the body. Promises: a
 * refusal is a 4.xx; what was taken stands at or below the path (a Create may leave the instance
 * open) and can be written again in the same format.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "modem/sim/coap_msg.h"
#include "modem/sim/lwcodec.h"

static const int formats[] = {COAP_FORMAT_TLV, COAP_FORMAT_TEXT, COAP_FORMAT_OPAQUE,
	COAP_FORMAT_JSON, COAP_FORMAT_SENML_JSON, COAP_FORMAT_SENML_CBOR, COAP_FORMAT_CBOR};
static const char *const paths[] = {
	"/1", "/1/0", "/3/0/9", "/3/0/7", "/3/0/7/1", "/19/0/0", "/6/0/0", "/1/0/10"};
#define LISTED 4

static void check_again(const struct lw_tree *t, const struct lw_path *path, int format)
{
	struct lw_buf out = {0};
	unsigned refused = lw_encode(t, path, format, &out);
	FUZZ_REQUIRE(refused == 0 || refused >> 5 >= 4);
	lw_buf_free(&out);
}

/* The list of a Read-Composite: no more paths than there is room for, each one that can be asked. */
static void check_list(const uint8_t *body, size_t len)
{
	struct lw_path listed[LISTED];
	size_t n = lw_senml_json_paths(body, len, listed, LISTED);
	FUZZ_REQUIRE(n <= LISTED);
	n = lw_senml_cbor_paths(body, len, listed, LISTED);
	FUZZ_REQUIRE(n <= LISTED);
	for (size_t i = 0; i < n; i++)
		FUZZ_REQUIRE(listed[i].depth <= 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lw_tree in = {0};
	struct lw_path path;
	if (size < 1)
		return 0;
	int format = formats[data[0] % (sizeof(formats) / sizeof(formats[0]))];
	lw_path_parse(paths[data[0] / 16 % (sizeof(paths) / sizeof(paths[0]))], &path);
	unsigned refused = lw_decode(&path, format, data + 1, size - 1, &in);
	FUZZ_REQUIRE(refused == 0 || refused >> 5 == 4);
	for (size_t i = 0; i < in.count && !refused; i++)
		FUZZ_REQUIRE(lw_path_covers(&path, &in.entry[i].path) ||
			     in.entry[i].path.id[2] == LW_NO_ID);
	if (!refused)
		check_again(&in, &path, format);
	lw_tree_clear(&in);
	check_list(data + 1, size - 1);
	return 0;
}
