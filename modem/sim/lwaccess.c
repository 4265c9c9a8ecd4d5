/* Access control (LwM2M 1.0, 7.3): object 2. Changes nothing. */
#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

static unsigned server_count(const struct lw_tree *t)
{
	unsigned n = 0, i = lw_tree_next_instance(t, LW_OBJECT_SERVER, 0);
	for (; i != LW_NO_ID; i = lw_tree_next_instance(t, LW_OBJECT_SERVER, i + 1))
		n++;
	return n;
}

/* The rights row of one server in an ACL instance; -1 when it has none. */
static int64_t rights_row(const struct lw_tree *t, unsigned acl, unsigned short_id)
{
	struct lw_path path = lw_path_make(4, LW_OBJECT_ACL, acl, 2, short_id);
	size_t first;
	return lw_tree_range(t, &path, &first) ? t->entry[first].value.number : -1;
}

static unsigned find_acl(const struct lw_tree *t, unsigned object, unsigned instance)
{
	unsigned i = lw_tree_next_instance(t, LW_OBJECT_ACL, 0);
	for (; i != LW_NO_ID; i = lw_tree_next_instance(t, LW_OBJECT_ACL, i + 1))
		if (lw_tree_number(t, LW_OBJECT_ACL, i, 0, -1) == (int64_t)object &&
			lw_tree_number(t, LW_OBJECT_ACL, i, 1, -1) == (int64_t)instance)
			return i;
	return LW_NO_ID;
}

/* Instances that no ACL instance names are open: AT+QLWCFG has no way to write object 2, so
 * several servers configured there could otherwise do nothing at all. */
bool lw_allowed(const struct lw_server *s, unsigned object, unsigned instance, enum lw_right right)
{
	const struct lw_tree *t = &s->lw->tree;
	if (object == LW_OBJECT_SECURITY)
		return false;
	if (server_count(t) <= 1)
		return true;
	unsigned acl = find_acl(t, object, right == LW_RIGHT_CREATE ? LW_NO_ID : instance);
	if (acl == LW_NO_ID)
		return !lw_settings(s->lw)->otherwise.acl_strict;
	int64_t rights = rights_row(t, acl, s->short_id);
	bool owner = lw_tree_number(t, LW_OBJECT_ACL, acl, 3, -1) == (int64_t)s->short_id;
	if (rights < 0 && owner)
		return true;
	if (rights < 0)
		rights = rights_row(t, acl, 0);
	return rights >= 0 && (rights & right);
}
