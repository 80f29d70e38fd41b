// SQLite. Wrappers for variadics and for the destructor casts, which are macros.
#ifndef CCHAT_SQLITE_SHIM_H
#define CCHAT_SQLITE_SHIM_H
#include <sqlite3.h>

static inline int cchat_sqlite_bind_text(sqlite3_stmt *s, int i, const char *p, int n) {
    return sqlite3_bind_text(s, i, p, n, SQLITE_TRANSIENT);
}
static inline int cchat_sqlite_bind_blob(sqlite3_stmt *s, int i, const void *p, int n) {
    return sqlite3_bind_blob(s, i, p, n, SQLITE_TRANSIENT);
}
#endif
