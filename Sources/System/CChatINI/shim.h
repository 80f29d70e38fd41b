// inih: one C header, imported as it is.
#ifndef CCHAT_INI_SHIM_H
#define CCHAT_INI_SHIM_H
#include <ini.h>
#endif
