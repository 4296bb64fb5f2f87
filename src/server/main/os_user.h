/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_OS_USER_H
#define MAIN_OS_USER_H

/* Who of the operating system's users a process belongs to, for the audit:
 * whoever signed in at the machine, where the kernel keeps that (so it is not
 * root who did it, but who became root); else its user. */

#include <sys/types.h>

struct arena;

/* A name, or a number that has none. */
const char *os_user(struct arena *a, pid_t pid, uid_t uid);

#endif
