"""The same mistakes and the same speeds with Hypothesis, for comparison.

    python3 Benchmarks/hypothesis_comparison.py

Needs Hypothesis and NumPy (apt install python3-hypothesis python3-numpy). Without them it says so and ends well.
Mistakes have the names that they have in Tests/PlantedMistakes. Only generation runs: no shrinking, no database.
"""

import math
import sys
import time
import warnings

try:
    import hypothesis
    import numpy as np
    from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
    from hypothesis import strategies as st
    from hypothesis.extra import numpy as hnp
except ImportError as problem:
    print(f"Hypothesis comparison skipped: {problem.name} is not installed (apt install python3-hypothesis python3-numpy)")
    sys.exit(0)

warnings.simplefilter("ignore")
np.seterr(all="ignore")
F = np.float32
INF = F(np.inf)
NAN = F(np.nan)


def double(function):
    """A function of NumPy in float64, on a float32."""
    return lambda x: function(np.float64(x))


def single(function):
    return lambda x: function(F(x))


def softplus(x):
    x = np.float64(x)
    return x if x > 40 else np.log1p(np.exp(x))


def bits(x):
    return int(np.array(x, dtype=np.float32).view(np.uint32))


def is_subnormal(x):
    return x != 0 and abs(x) < F(2.0**-126)


def error(actual, expected):
    """Ulps of the expected value, infinite for a wrong class, as in Plumbline."""
    actual, expected = np.float64(actual), np.float64(expected)
    if actual == expected or (np.isnan(actual) and np.isnan(expected)):
        return 0.0
    if np.isnan(actual) or np.isnan(expected) or np.isinf(expected):
        return math.inf
    greatest = np.float64(np.finfo(F).max)
    if np.isinf(actual) and not (abs(expected) >= greatest and np.sign(actual) == np.sign(expected)):
        return math.inf
    top = 2.0**128
    target = min(max(expected, -top), top)
    value = math.copysign(top, actual) if np.isinf(actual) else actual
    exponent = -126 if expected == 0 else min(max(math.frexp(expected)[1] - 1, -126), 127)
    return abs(value - target) / 2.0 ** (exponent - 23)


def tanh_by_exponentials(x):
    e = np.exp(F(2) * F(x))
    return (e - F(1)) / (e + F(1))


def half(x):
    return F(np.float16(F(x)))


def truncated(x):
    x = F(x)
    if not np.isfinite(x) or abs(x) >= F(2.0**40):
        return x
    low = int(x) & 0xFFFFFFFF
    low = low - (1 << 32) if low >= 1 << 31 else low
    return F(math.copysign(abs(low), x))


def away(x):
    x = F(x)
    if not np.isfinite(x):
        return x
    whole = np.trunc(x)
    return whole + np.copysign(F(1), x) if abs(x - whole) >= F(0.5) else whole


# name: right value in float64 (or exact float32), wrong float32 function, budget in ulps (None: bit for bit).
UNARY = {
    "expm1 as exp(x) - 1": (double(np.expm1), lambda x: np.exp(F(x)) - F(1), 4),
    "exp overflows from 88": (double(np.exp), lambda x: INF if x >= 88 else np.exp(F(x)), 4),
    "exp flushes subnormal results": (double(np.exp), lambda x: F(0) if is_subnormal(np.exp(F(x))) else np.exp(F(x)), 4),
    "exp2 of its argument's float32 multiple": (double(np.exp), lambda x: np.exp2(F(x) * F(1.442695)), 4),
    "logistic as 1 / (1 + exp(-x))": (lambda x: 1 / (1 + np.exp(-np.float64(x))), lambda x: F(1) / (F(1) + np.exp(-F(x))), 4),
    "softplus as log(1 + exp(x))": (softplus, lambda x: np.log(F(1) + np.exp(F(x))), 4),
    "softplus is x from 10 on": (softplus, lambda x: F(x) if x > 10 else np.log1p(np.exp(F(x))), 4),
    "tanh by exponentials": (double(np.tanh), tanh_by_exponentials, 4),
    "tanh saturates at 8": (double(np.tanh), lambda x: np.copysign(F(1), F(x)) if abs(x) > 8 else np.tanh(F(x)), 1),
    "sinh by exponentials": (double(np.sinh), lambda x: (np.exp(F(x)) - np.exp(-F(x))) / F(2), 4),
    "log1p as log(1 + x)": (double(np.log1p), lambda x: np.log(F(1) + F(x)), 4),
    "log takes subnormals for zero": (double(np.log), lambda x: -INF if is_subnormal(F(x)) else np.log(F(x)), 4),
    "log of a slice above its branch point": (
        double(np.log),
        lambda x: np.log(F(x)) * F(1.00001) if F(0.70710678) <= F(x) < F(0.70808334) else np.log(F(x)),
        4,
    ),
    "log of -0 is NaN": (double(np.log), lambda x: NAN if np.signbit(x) else np.log(F(x)), 4),
    "rounds halves away from zero": (single(np.rint), away, None),
    "truncates through Int32": (single(np.trunc), truncated, None),
    "floor is truncation": (single(np.floor), single(np.trunc), None),
    "ceiling loses the sign of zero": (single(np.ceil), lambda x: np.ceil(F(x)) + F(0), None),
    "magnitude of -0 is -0": (single(np.abs), lambda x: -F(x) if x < 0 else F(x), None),
    "a doubling that takes subnormals for zero": (lambda x: F(2) * F(x), lambda x: (F(0) if is_subnormal(F(x)) else F(2)) * F(x), None),
    "relu swallows NaN": (lambda x: F(x) if np.isnan(x) or x > 0 else F(0), lambda x: F(x) if x > 0 else F(0), None),
    "the next float of -0": (lambda x: np.nextafter(F(x), INF), lambda x: F(0) if x == 0 and np.signbit(x) else np.nextafter(F(x), INF), None),
    "binary16 overflows from its largest number on": (half, lambda x: np.copysign(INF, F(x)) if abs(x) > 65504 and np.isfinite(x) else half(x), None),
    "binary16 has no subnormals": (half, lambda x: F(0) * F(x) if abs(x) < 2.0**-14 else half(x), None),
    "square root as x / sqrt(x)": (double(np.sqrt), lambda x: F(x) / np.sqrt(F(x)), 4),
    "arcsine clamps what is just above 1": (
        double(np.arcsin),
        lambda x: np.arcsin(min(max(F(x), F(-1)), F(1)) if abs(x) < F(1.000001) else F(x)),
        4,
    ),
    "erf is 1 from 3 on": (lambda x: math.erf(x), lambda x: F(1) if x >= 3 else F(math.erf(x)), 2),
    "cube root of negative numbers": (double(np.cbrt), lambda x: NAN if x < 0 else np.cbrt(F(x)), 4),
    "reciprocal of subnormals": (
        lambda x: np.float64(1) / np.float64(x),
        lambda x: np.copysign(INF, F(x)) if is_subnormal(F(x)) else F(1) / F(x),
        4,
    ),
}


def caught(right, wrong, budget, start, cases):
    @seed(start)
    @settings(max_examples=cases, database=None, phases=[Phase.generate], deadline=None,
              suppress_health_check=list(HealthCheck), verbosity=Verbosity.quiet)
    @given(st.floats(width=32))
    def check(x):
        actual, expected = wrong(x), right(x)
        if budget is None:
            assert bits(actual) == bits(expected)
        else:
            assert error(actual, expected) <= budget

    try:
        check()
        return False
    except AssertionError:
        return True


def rate(strategy, body, cases):
    @settings(max_examples=cases, database=None, phases=[Phase.generate], deadline=None,
              suppress_health_check=list(HealthCheck))
    @given(strategy)
    def check(x):
        body(x)

    start = time.perf_counter()
    check()
    return cases / (time.perf_counter() - start)


def main():
    print(f"Hypothesis {hypothesis.__version__}, NumPy {np.__version__}")
    scalars = rate(st.floats(width=32), lambda x: error(F(x) + F(1), np.float64(x) + 1), 5000)
    print(f"  cases of one float32: {scalars:,.0f} a second")
    tensors = rate(hnp.arrays(np.float32, (8, 8), elements=st.floats(-50, 50, width=32)), lambda x: np.abs(x).sum(), 500)
    print(f"  cases of 8x8 arrays: {tensors:,.0f} a second")
    print(f"  share of planted mistakes caught, the {len(UNARY)} of them that are functions of one number")
    # A run of 1,000 cases takes seconds, so that fewer seeds have to do.
    for cases, seeds in [(100, 10), (1000, 3)]:
        shares = {name: sum(caught(*parts, start, cases) for start in range(seeds)) / seeds for name, parts in UNARY.items()}
        print(f"  by {cases} cases, {seeds} seeds each: {100 * sum(shares.values()) / len(shares):.1f} %")
        missed = [f"{name} ({100 * share:.0f} %)" for name, share in shares.items() if share < 1]
        if missed:
            print("    less than always: " + ", ".join(missed))


main()
