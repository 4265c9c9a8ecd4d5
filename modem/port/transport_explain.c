/*
 * Why a port cannot be opened, in words that lead to the next step. It knows users, groups and
 * modes.
 */
#include "modem/port/transport_backend.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modem/port/ports.h"

/* Does this process run with the group already? */
static bool explain_group_active(gid_t gid)
{
	gid_t groups[256];
	int n = getgroups((int)(sizeof(groups) / sizeof(groups[0])), groups);

	for (int i = 0; i < n; i++) {
		if (groups[i] == gid)
			return true;
	}
	return getegid() == gid;
}

/* Is the user a member by the group file, in effect from the next login? */
static bool explain_group_listed(const struct group *group, const char *user)
{
	for (char **member = group->gr_mem; *member; member++) {
		if (!strcmp(*member, user))
			return true;
	}
	return false;
}

static int explain_permission(struct qlw_diag *diag, const char *path)
{
	struct stat st;
	const struct passwd *me = getpwuid(geteuid());
	const char *user = me ? me->pw_name : "this user";
	const struct group *group;

	if (stat(path, &st))
		return qlw_diag_set(
			diag, QLW_EPORT, "%s: a directory on the way is closed to %s", path, user);
	group = getgrgid(st.st_gid);
	qlw_diag_set(diag, QLW_EPORT, "%s: no permission; it belongs to group %s, mode %03o", path,
		group ? group->gr_name : "(unnamed)", (unsigned)st.st_mode & 0777);
	if (st.st_gid == 0) /* nobody should join that one */
		qlw_diag_hint(diag,
			"give it to a group of users: sudo chgrp dialout %s && sudo "
			"chmod g+rw %s",
			path, path);
	else if (!group || (st.st_mode & 060) != 060 || explain_group_active(st.st_gid))
		qlw_diag_hint(diag, "the group has no access either: sudo chmod g+rw %s", path);
	else if (explain_group_listed(group, user))
		qlw_diag_hint(diag,
			"%s is in that group from the next login on: log out and in, or "
			"run newgrp %s",
			user, group->gr_name);
	else
		qlw_diag_hint(diag,
			"%s is not in that group: sudo usermod -aG %s %s, then log in again", user,
			group->gr_name, user);
	return QLW_EPORT;
}

/* Names the port that was probably meant: module resets and replugging renumber them. */
static void explain_missing_hint(struct qlw_diag *diag)
{
	struct port_info *ports = calloc(16, sizeof(*ports));
	int n = ports ? ports_list(ports, 16) : 0;

	qlw_diag_hint(diag, "qlw ports lists what is plugged in; sim: is a simulated module");
	for (int i = 0; i < n && i < 16; i++) {
		if (ports[i].at_port)
			qlw_diag_hint(diag, "there is %s, the %s", ports[i].path, ports[i].what);
	}
	free(ports);
}

int transport_explain(struct qlw_diag *diag, const char *path, int error)
{
	if (error == EACCES || error == EPERM)
		return explain_permission(diag, path);
	if (error == ENOTTY) {
		qlw_diag_set(diag, QLW_EPORT, "%s is no serial port or terminal", path);
		return QLW_EPORT;
	}
	if (error == EIO || error == ENXIO || error == ENODEV)
		return qlw_diag_set(diag, QLW_EPORT, "%s: there is no device behind it", path);
	qlw_diag_set(diag, QLW_EPORT, "%s: %s", path, strerror(error));
	if (error == ENOENT || error == ENOTDIR)
		explain_missing_hint(diag);
	return QLW_EPORT;
}
