#ifndef PLUMBLINE_CMPFR_SHIM_H
#define PLUMBLINE_CMPFR_SHIM_H

#include <gmp.h>
#include <mpfr.h>

#endif
