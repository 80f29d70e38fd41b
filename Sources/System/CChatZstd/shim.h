// libzstd, imported as it is.
#ifndef CCHAT_ZSTD_SHIM_H
#define CCHAT_ZSTD_SHIM_H
#include <zstd.h>
#endif
