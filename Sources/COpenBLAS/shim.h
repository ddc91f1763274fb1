#ifndef PLUMBLINE_COPENBLAS_SHIM_H
#define PLUMBLINE_COPENBLAS_SHIM_H

#include <cblas.h>

#endif
