// ncurses with wide characters. The wrappers are for globals and macros.
#ifndef CCHAT_CURSES_SHIM_H
#define CCHAT_CURSES_SHIM_H
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <term.h>
#include <wchar.h>

// XOPEN-only: declared here because the feature macro cannot be set for a module.
extern int wcwidth(wchar_t);

static inline WINDOW *cchat_stdscr(void) { return stdscr; }
static inline int cchat_colors(void) { return COLORS; }

static const attr_t cchat_bold = A_BOLD;
static const attr_t cchat_dim = A_DIM;
static const attr_t cchat_italic = A_ITALIC;
static const attr_t cchat_underline = A_UNDERLINE;
static const attr_t cchat_reverse = A_REVERSE;

// The pair by its address, for setcchar takes only a short otherwise.
static inline int cchat_setcchar(
    cchar_t *cell, const wchar_t *text, attr_t attributes, int pair) {
    return setcchar(cell, text, attributes, 0, &pair);
}
#endif
