/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_WIRE_H
#define MAIN_WIRE_H

/* What goes through the control socket: a line there, a line back, each of a
 * bounded size and within a bounded time, on a socket that does not block. */

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;
struct sockaddr_un;

#define WIRE_SOCKET      "control.sock"
#define WIRE_REQUEST     ((size_t)1024 * 1024)
#define WIRE_ANSWER      ((size_t)16 * 1024 * 1024)

/* How the socket of the folder is reached, however long the folder's path is.
 * The folder, open as long as the address is used; -1: *e. */
int wire_address(const char *folder, struct sockaddr_un *out, struct error *e);

/* One line without its end.  CANCELLED when `stop` (-1: none) became readable
 * or nothing was said, TIMEOUT, TOO_LARGE, IO. */
char *wire_read(struct arena *a, int fd, int stop, size_t most, int timeout_ms, size_t *len, struct error *e);
bool wire_write(int fd, int stop, const char *line, size_t len, int timeout_ms, struct error *e);

#endif
