// libargon2, imported as it is.
#ifndef CCHAT_ARGON2_SHIM_H
#define CCHAT_ARGON2_SHIM_H
#include <argon2.h>
#endif
