"""Derives the coefficients of Sources/CKernels/vector/elementary.inc.

Usage: pip install mpmath numpy && python3 Tests/numerics/elementary.py

Each function is fitted by the largest relative error over its reduced interval: Lawson's
iteration over weighted least squares, the denominator of a rational linearised around its last
value (Sanathanan & Koerner, Transfer Function Synthesis as a Ratio of Two Complex Polynomials,
1963). Coefficients are rounded to float32 one by one, lowest power first, and what is still free is
fitted again. The samples are exact to 40 digits; only the small linear systems are in float64.
"""

import mpmath as mp
import numpy as np

mp.mp.dps = 40
CONSTANTS = [float(1 / mp.log(2)), float(2 / mp.log(2)), float(mp.log(2) / 2)]
SAMPLES = 600
ITERATIONS = 300


def chebyshev(low, high):
    """Sample points from low to high, denser at both ends."""
    k = np.arange(SAMPLES) + 0.5
    return (low + high) / 2 + (high - low) / 2 * np.cos(np.pi * k / SAMPLES)


def exactly(function, points):
    return np.array([float(function(mp.mpf(float(t)))) for t in points])


def fit(target, weight, points, p, q):
    """Fits the coefficients of p and q that are None to minimise |weight (p/q - target)|."""
    scale = np.abs(points).max()
    free_p = [k for k, c in enumerate(p) if c is None]
    free_q = [k for k, c in enumerate(q) if c is None]
    columns = [points**k / scale**k for k in free_p]
    columns += [-target * points**k / scale**k for k in free_q]
    system = np.stack(columns, axis=1)
    right = sum(target * c * points**k for k, c in enumerate(q) if c is not None)
    right = right - sum(c * points**k for k, c in enumerate(p) if c is not None)
    emphasis, denominator, best = np.ones_like(points), np.ones_like(points), None
    for _ in range(ITERATIONS):
        row = np.sqrt(emphasis) * weight / denominator
        x = np.linalg.lstsq(system * row[:, None], right * row, rcond=1e-18)[0]
        found = iter(c / scale**k for c, k in zip(x, free_p + free_q))
        new_p = [next(found) if c is None else c for c in p]
        new_q = [next(found) if c is None else c for c in q]
        denominator = np.polyval(new_q[::-1], points)
        error = np.abs(weight * (np.polyval(new_p[::-1], points) / denominator - target))
        if best is None or error.max() < best[0]:
            best = error.max(), new_p, new_q
        emphasis = emphasis * (error / error.max() + 1e-3)
        emphasis /= emphasis.sum()
    return best


def round_one_by_one(target, weight, points, p, q):
    """Fits, fixes the lowest free coefficient of p and of q to float32, and fits again."""
    error, full_p, full_q = fit(target, weight, points, p, q)
    print(f"  before rounding: 2^{np.log2(error):.2f}")
    p, q = list(p), list(q)
    for k in range(max(len(p), len(q))):
        for fixed, series in ((p, 0), (q, 1)):
            if k < len(fixed) and fixed[k] is None:
                full = full_q if series else full_p
                fixed[k] = float(np.float32(full[k]))
                if None in p + q:
                    error, full_p, full_q = fit(target, weight, points, p, q)
    values = np.polyval(p[::-1], points) / np.polyval(q[::-1], points)
    print(f"  after rounding:  2^{np.log2(np.abs(weight * (values - target)).max()):.2f}")
    return p, q


def hexadecimal(value):
    mantissa, exponent = float(value).hex().split("p")
    digits = mantissa.rstrip("0") if "." in mantissa else mantissa
    return f"{digits.rstrip('.')}p{int(exponent)}f"


def show(name, coefficients):
    print(f"  {name}: " + ", ".join(hexadecimal(c) for c in coefficients))


def split(name, value, bits):
    """Shows value as a head of a few bits, whose small multiples are exact, and the rest."""
    exponent = mp.floor(mp.log(value, 2)) + 1 - bits
    head = mp.nint(value / mp.mpf(2) ** exponent) * mp.mpf(2) ** exponent
    show(name, [np.float32(float(head)), np.float32(float(value - head))])


def exponential():
    print("exp r = 1 + r + r² p(r), |r| ≤ ln 2 / 2")
    edge = float(mp.log(2) / 2) * 1.0001
    points = chebyshev(-edge, edge)
    target = exactly(lambda r: (mp.exp(r) - 1 - r) / r**2, points)
    weight = exactly(lambda r: r**2 / mp.exp(r), points)
    p, _ = round_one_by_one(target, weight, points, [None] * 5, [1.0])
    show("p", p)


def logarithm():
    print("log(1 + f) = f - f²/2 + f³ p(f), √½ ≤ 1 + f ≤ √2")
    points = chebyshev(float(mp.sqrt(0.5)) - 1, float(mp.sqrt(2)) - 1)
    target = exactly(lambda f: (mp.log1p(f) - f + f**2 / 2) / f**3, points)
    weight = exactly(lambda f: abs(f**3 / mp.log1p(f)), points)
    p, _ = round_one_by_one(target, weight, points, [None] * 9, [1.0])
    show("p", p)


def hyperbolic_tangent():
    print("tanh r = r + r³ p(r²), |r| ≤ ln 2 / 4; for 2 tanh(r/2) the scaled p follows")
    points = chebyshev(0.0, float(mp.log(2) / 4) * 1.0001)
    target = exactly(lambda r: (mp.tanh(r) / r - 1) / r**2, points)
    weight = exactly(lambda r: r**3 / mp.tanh(r), points)
    p, _ = round_one_by_one(target, weight, points**2, [None] * 3, [1.0])
    show("p", p)
    show("p, scaled", [c / 4 ** (k + 1) for k, c in enumerate(p)])


def error_function():
    print("erf x = x + x p(x²), |x| ≤ 0.92")
    points = chebyshev(0.0, 0.92)
    target = exactly(lambda x: mp.erf(x) / x - 1, points)
    weight = exactly(lambda x: x / mp.erf(x), points)
    p, _ = round_one_by_one(target, weight, points**2, [None] * 6, [1.0])
    show("p", p)
    print("1 - erf x = exp(-x - x p(x)), 0.92 ≤ x ≤ 4")
    points = chebyshev(0.92, 4.0)
    target = exactly(lambda x: -mp.log(mp.erfc(x)) / x - 1, points)
    weight = exactly(lambda x: x * mp.erfc(x) / mp.erf(x), points)
    p, _ = round_one_by_one(target, weight, points, [None] * 7, [1.0])
    show("p", p)


if __name__ == "__main__":
    print("constants")
    split("ln 2", mp.log(2), 15)
    show("1 / ln 2, 2 / ln 2, ln 2 / 2", [np.float32(x) for x in CONSTANTS])
    exponential()
    logarithm()
    hyperbolic_tangent()
    error_function()
