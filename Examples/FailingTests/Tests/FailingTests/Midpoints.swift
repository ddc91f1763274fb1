// Three ways to the middle of two floats.

/// What everybody writes first.
func midpoint(_ a: Float, _ b: Float) -> Float { (a + b) / 2 }

/// The same without a sum that overflows.
func halvedMidpoint(_ a: Float, _ b: Float) -> Float { a / 2 + b / 2 }

/// Neither overflows nor loses the last bit.
func carefulMidpoint(_ a: Float, _ b: Float) -> Float {
    if (a < 0) != (b < 0) { return (a + b) / 2 }
    return a + (b - a) / 2
}
