/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/os_user.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"

#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#define NAME_ROOM ((size_t)16 * 1024)
#define UNSET     UINT32_MAX

/* That of the login, inherited and not to be changed but by root. */
static bool read_login(struct arena *a, pid_t pid, uid_t *uid)
{
	char *text = file_read(a, arena_printf(a, "/proc/%ld/loginuid", (long)pid), 32, NULL, NULL);
	int64_t n;

	if (!text)
		return false;
	text[strcspn(text, "\n")] = '\0';
	if (!str_int64(text, 0, UNSET - 1, &n))
		return false;
	*uid = (uid_t)n;
	return true;
}

/* The number may be another's by now. */
static bool is_still(struct arena *a, pid_t pid, uid_t uid)
{
	struct stat st;

	return pid > 0 && stat(arena_printf(a, "/proc/%ld", (long)pid), &st) == 0 && st.st_uid == uid;
}

const char *os_user(struct arena *a, pid_t pid, uid_t uid)
{
	char *room = arena_alloc(a, NAME_ROOM);
	struct passwd entry, *found = NULL;

	if (is_still(a, pid, uid))
		read_login(a, pid, &uid);
	if (getpwuid_r(uid, &entry, room, NAME_ROOM, &found) == 0 && found && !str_empty(found->pw_name))
		return found->pw_name;
	return arena_printf(a, "%lu", (unsigned long)uid);
}
