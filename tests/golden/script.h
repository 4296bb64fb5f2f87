/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef GOLDEN_SCRIPT_H
#define GOLDEN_SCRIPT_H

/* Sessions as text: what a person and the server do, and the screen that must
 * follow.  A step a line; '#' begins a comment; a line that begins with a
 * space or tab goes on the line before (long JSON).
 *
 *   keymap NAME                    first, if at all; else "default"
 *   files FOLDER                   then: descriptions and screens of tests/golden/FOLDER over the embedded ones
 *   size 80x24                     of the terminal; live
 *   replica FILE                   rows of tests/golden/FILE, {"resource": [{...}]}
 *   user LOGIN LEVEL [en|sv]       signed in, with the standard menu of the level
 *                                  (administrator, warehouse, customer, ..., nobody)
 *   signed-in JSON                 signed in with this answer of POST /sessions
 *   page ID [JSON]                 opens a page, filtered
 *   view PAGE JSON                 its screen file, instead of its own
 *   key CHORD...                   Down, F2, C-x, M-a, Enter ...
 *   type TEXT                      a key for each character
 *   scan TEXT   paste TEXT         \xNN stands for a byte
 *   expect-call METHOD PATH [JSON] the oldest request not yet expected is this one
 *   if-match REV                   ... with this If-Match
 *   with-request new|same          ... with a request id, and (same) that of the one before with an id
 *   no-calls                       no request is left that was not expected
 *   answer STATUS [JSON]           to the oldest request that waits
 *   fail CODE                      likewise, an error of the network: offline, timeout, tls
 *   expect-append KIND [JSON]      the oldest transaction not yet expected
 *   settles SEQ                    ... and it settles that one
 *   after [SEQ...]                 ... and it depends on these, the latest first
 *   saved    failed CODE           its answer
 *   queue JSON                     the queue's rows: [{"seq", "id", "kind", "login", "state", "body", "why": {"code", ...}}]
 *   floor-taken                    another session has the queue
 *   expect-draft NAME JSON         the draft kept last under the name; JSON "none": forgotten
 *   draft NAME JSON                a draft of an earlier session
 *   online    offline              contact
 *   counts WAITING REFUSED PARKED
 *   now DATE TIME                  of the status line: 2026-11-21 12:54
 *   tick MS                        time goes on
 *   screen                         followed by its rows, each after '|', trailing blanks cut
 *   shows TEXT   no TEXT           anywhere on the screen
 *   cursor ROW COLUMN              where it stands, from 0
 *   top NAME                       the screen on top: "list", "choice", ...
 *   beeped   silent                since the last such step
 *   exported TEXT                  a line of the export (\t, \" as they are); in order, from the first
 *   copied TEXT   secret TEXT      what was copied last; what was put in a file of its own
 *   no-copy   fixed                the terminal cannot copy; it is a fixed one
 *   left                           the program was left
 */

#include <stdbool.h>

/* Runs the session; prints what is wrong as TAP comments.  record: screens
 * that differ are written into the file instead. */
bool script_run(const char *file, bool record);

#endif
