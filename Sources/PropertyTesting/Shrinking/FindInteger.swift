/// The largest number up to a limit that a condition holds for, found in steps that double, then by bisection: few tries
/// where it is small, and logarithmically many where it is large. 0 where it holds for no number.
///
/// Where the condition is not monotone the answer is a number that it holds for, the next of which it does not.
func largestInteger(upTo limit: UInt64, where holds: (UInt64) -> Bool) -> UInt64 {
    var low: UInt64 = 0
    for number in 1...4 as ClosedRange<UInt64> {
        guard number <= limit, holds(number) else { return low }
        low = number
    }
    var high = low
    repeat {
        guard high < limit else { return low }
        low = high
        high = high > limit / 2 ? limit : high * 2
    } while holds(high)
    while high - low > 1 {
        let middle = low + (high - low) / 2
        if holds(middle) { low = middle } else { high = middle }
    }
    return low
}
