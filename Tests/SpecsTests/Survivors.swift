/// Mutants that change nothing that is promised, by name, and why.
enum Survivors {
    static let reasons: [String: String] = [
        "elu.yaml: definition: y = where(x > 0, x, alpha * expm1(x)) [23: ' > ' to ' >= ']":
            "both sides are zero at 0, where the convention gives the gradient",
        "leakyRelu.yaml: definition: y = where(x > 0, x, slope * x) [23: ' > ' to ' >= ']":
            "both sides are zero at 0, where the convention gives the gradient",
        "scatterAdd.yaml: let total[..., k < shape[axis]] = sum(i: where(place[..., i] == k, abs(row[..., i]), 0)) [36: 'sum(' to 'max(']":
            "the scale is smaller, but the engine rounds its sums once and stays within it",
        "softmax.c, decompose: if (x[j] > x[row.largest]) row.largest = j; [16: ' > ' to ' >= ']":
            "of equal logits any may be the one that is subtracted",
        "moments.c, engine_variance: store(type, result, row, degrees > 0 ? (total(squares) - left * left / (double)count) / degrees : NAN); [76: ' / ' to ' * ']":
            "what is left of the deviations is below the resolution of float32, by whatever factor",
        "moments.c, engine_variance: store(type, result, row, degrees > 0 ? (total(squares) - left * left / (double)count) / degrees : NAN); [62: ' - ' to ' + ']":
            "what is left of the deviations is below the resolution of float32, whatever its sign",
        "moments.c, engine_norm: const int exponent = type == engine_f64 ? ilogb(largest) : 0; [33: ' == ' to ' != ']":
            "scaling by a power of two changes no float32 result; float64 is not judged",
        "moments.c, engine_norm: if (size > largest) largest = size; [20: ' > ' to ' >= ']":
            "of equal sizes any is the largest",
        "elementary.c, sine_of_pi: return (rest < 0) != (fmod(nearest, 2) != 0) ? -value : value; [16: ' < ' to ' <= ']":
            "where nothing is left of x, zero has been returned already",
        "elementary.c, sine_of_pi: const double value = size <= 0.25 ? sin(pi * size) : cos(pi * (0.5 - size)); [29: ' <= ' to ' < ']":
            "sine and cosine of pi / 4 are equal",
    ]
}
