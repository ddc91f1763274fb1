#include "CMachine.h"

#include <float.h>
#include <stdint.h>
#include <stdio.h>

#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#if defined(__aarch64__) && defined(__APPLE__)
#include <sys/sysctl.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

#if defined(__aarch64__) && defined(__APPLE__)
static bool has(const char *name) {
    int value = 0;
    size_t size = sizeof value;
    return sysctlbyname(name, &value, &size, NULL, 0) == 0 && value != 0;
}
#endif

size_t machine_features(const machine_feature *_Nullable *_Nonnull features) {
#if defined(__x86_64__)
    static machine_feature all[6];
    __builtin_cpu_init();
    all[0] = (machine_feature){"SSE4.2", __builtin_cpu_supports("sse4.2") != 0};
    all[1] = (machine_feature){"AVX", __builtin_cpu_supports("avx") != 0};
    all[2] = (machine_feature){"AVX2", __builtin_cpu_supports("avx2") != 0};
    all[3] = (machine_feature){"FMA", __builtin_cpu_supports("fma") != 0};
    all[4] = (machine_feature){"AVX-512F", __builtin_cpu_supports("avx512f") != 0};
    all[5] = (machine_feature){"AVX-512DQ", __builtin_cpu_supports("avx512dq") != 0};
#elif defined(__aarch64__) && defined(__APPLE__)
    static machine_feature all[3];
    all[0] = (machine_feature){"NEON", has("hw.optional.AdvSIMD") || has("hw.optional.neon")};
    all[1] = (machine_feature){"FP16", has("hw.optional.arm.FEAT_FP16")};
    all[2] = (machine_feature){"BF16", has("hw.optional.arm.FEAT_BF16")};
#elif defined(__aarch64__) && defined(__linux__)
    // The bits of the kernel's interface: asimd, asimdhp, sve; sve2 and bf16 are in the second word.
    static machine_feature all[5];
    const unsigned long one = getauxval(AT_HWCAP), two = getauxval(AT_HWCAP2);
    all[0] = (machine_feature){"NEON", (one >> 1 & 1) != 0};
    all[1] = (machine_feature){"FP16", (one >> 10 & 1) != 0};
    all[2] = (machine_feature){"SVE", (one >> 22 & 1) != 0};
    all[3] = (machine_feature){"SVE2", (two >> 1 & 1) != 0};
    all[4] = (machine_feature){"BF16", (two >> 14 & 1) != 0};
#else
    static machine_feature all[1];
    *features = all;
    return 0;
#endif
    *features = all;
    return sizeof all / sizeof all[0];
}

const char *_Nullable machine_c_library(void) {
#if defined(__GLIBC__)
    static char text[64];
    snprintf(text, sizeof text, "glibc %s", gnu_get_libc_version());
    return text;
#else
    return NULL;
#endif
}

// Volatile: what the compiler works out is not what the processor does.

bool machine_flushes_results(void) {
    volatile float smallest = FLT_MIN;
    volatile float half = smallest * 0.5f;
    return half == 0;
}

bool machine_flushes_operands(void) {
    // The largest number below the normal ones, by its bits; twice that is normal, so that only an operand can be flushed.
    volatile union {
        uint32_t bits;
        float value;
    } subnormal = {.bits = 0x007FFFFFu};
    volatile float twice = subnormal.value * 2.0f;
    return twice == 0;
}

bool machine_rounds_to_nearest(void) {
    volatile float one = 1, less = 0x1.8p-25f, more = 0x1.8p-24f;
    volatile float kept = one + less, moved = one + more, negative_kept = -one - less, negative_moved = -one - more;
    return kept == 1 && moved == 0x1.000002p+0f && negative_kept == -1 && negative_moved == -0x1.000002p+0f;
}

bool machine_set_flushing(bool is_flushing) {
#if defined(__x86_64__)
    const unsigned flags = 0x8040u;
    _mm_setcsr(is_flushing ? _mm_getcsr() | flags : _mm_getcsr() & ~flags);
    return true;
#elif defined(__aarch64__)
    uint64_t control;
    __asm__ volatile("mrs %0, fpcr" : "=r"(control));
    control = is_flushing ? control | (uint64_t)1 << 24 : control & ~((uint64_t)1 << 24);
    __asm__ volatile("msr fpcr, %0" : : "r"(control));
    return true;
#else
    (void)is_flushing;
    return false;
#endif
}
