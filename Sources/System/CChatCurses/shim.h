// ncurses with wide characters. The wrappers are for globals and macros.
#ifndef CCHAT_CURSES_SHIM_H
#define CCHAT_CURSES_SHIM_H
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <term.h>

static inline WINDOW *cchat_stdscr(void) { return stdscr; }
#endif
