#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast macro that Swift cannot import.
static inline sqlite3_destructor_type sanad_transient(void) { return SQLITE_TRANSIENT; }

// Variadic, so Swift cannot call it: without counting, an allocation takes no lock of SQLite's.
static inline int sanad_without_counts(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
