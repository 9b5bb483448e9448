#include <zlib.h>

// Macros that Swift cannot import. 31: a gzip header (16) and the largest window (15); zlib writes
// it without a time or a name, so the same bytes come out each time.
static inline int sanad_deflate_start(z_stream *stream) {
  return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
static inline int sanad_inflate_start(z_stream *stream) { return inflateInit2(stream, 31); }
