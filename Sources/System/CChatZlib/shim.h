// zlib. deflateInit2 and inflateInit2 are macros.
#ifndef CCHAT_ZLIB_SHIM_H
#define CCHAT_ZLIB_SHIM_H
#include <zlib.h>

static inline int cchat_deflate_init(z_stream *s, int level, int window_bits, int memory_level) {
    return deflateInit2(s, level, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY);
}
static inline int cchat_inflate_init(z_stream *s, int window_bits) {
    return inflateInit2(s, window_bits);
}
#endif
