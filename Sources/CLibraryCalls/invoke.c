#include "invoke.h"

#include "CLibraryCalls.h"

#include <string.h>

#if defined(__x86_64__)
#define REGISTERS uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t
#define STACK uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t
#define PASS_REGISTERS a[0], a[1], a[2], a[3], a[4], a[5]
#define PASS_STACK a[6], a[7], a[8], a[9], a[10], a[11], a[12], a[13], a[14], a[15]
#elif defined(__aarch64__)
#define REGISTERS uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t
#define STACK uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t
#define PASS_REGISTERS a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]
#define PASS_STACK a[8], a[9], a[10], a[11], a[12], a[13], a[14], a[15]
#else
#error "the calling convention of this processor is not known here"
#endif

#define NUMBERS double, double, double, double, double, double, double, double
#define PASS_NUMBERS d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]

#define CALL(type) ((type(*)(REGISTERS, NUMBERS, STACK))(uintptr_t)function)(PASS_REGISTERS, PASS_NUMBERS, PASS_STACK)

uint64_t invoke(const void *function, uint32_t result_kind, const call_arguments *arguments)
{
    const uint64_t *a = arguments->integers;
    double d[library_number_limit];
    memcpy(d, arguments->numbers, sizeof d);
    uint64_t bits = 0;
    switch (result_kind) {
    case library_returns_float: {
        float value = CALL(float);
        memcpy(&bits, &value, sizeof value);
        break;
    }
    case library_returns_double: {
        double value = CALL(double);
        memcpy(&bits, &value, sizeof value);
        break;
    }
    case library_returns_status: {
        int value = CALL(int);
        bits = (uint64_t)(int64_t)value;
        break;
    }
    default: CALL(void);
    }
    return bits;
}
