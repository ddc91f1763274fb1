#ifndef PLUMBLINE_LIBRARY_ENVIRONMENT_H
#define PLUMBLINE_LIBRARY_ENVIRONMENT_H

#include <stdint.h>

// How this thread's floating-point arithmetic is unlike that which a program starts with, as flags of
// `library_rounds_otherwise` and the others. Found by computing, which works on any processor.
uint32_t floating_point_environment(void);

#endif
