#ifndef HIKAE_CCRYPTSETUP_SHIM_H
#define HIKAE_CCRYPTSETUP_SHIM_H

#include <libcryptsetup.h>

#endif
