import Values

// Numbers as sentences and tables hold them.

/// An upper bound in few digits: rounded up, so that what is printed is still a bound. Three decimals between 0.001 and
/// 1000, three significant digits elsewhere: `0.501`, `1.48e+10`, `inf`.
func boundText(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return decimalText(value, digits: 3) }
    let magnitude = abs(value)
    guard magnitude >= 0.001, magnitude < 1000 else { return roundedUp(value, digits: 3) }
    let integerDigits = magnitude >= 100 ? 3 : magnitude >= 10 ? 2 : magnitude >= 1 ? 1 : 0
    let leadingZeros = magnitude >= 0.1 ? 0 : magnitude >= 0.01 ? 1 : 2
    return roundedUp(value, digits: integerDigits + 3 - leadingZeros)
}

/// A bound of which only the order matters, in one digit, rounded up: `1e-20`.
func orderText(_ value: Double) -> String { roundedUp(value, digits: 1) }

/// The smallest number of so many significant digits that is not below the value.
private func roundedUp(_ value: Double, digits: Int) -> String {
    let nearest = decimalText(value, digits: digits)
    guard let read = Double(nearest), read < value else { return nearest }
    // Steps of at most half a unit of the last digit, so that no text in between is passed over.
    var step = abs(value)
    for _ in 0..<digits { step /= 10 }
    var candidate = value
    while true {
        candidate += step / 2
        let text = decimalText(candidate, digits: digits)
        if let read = Double(text), read >= value { return text }
    }
}

/// A count with its thousands apart: `1,234,567`.
func countText(_ count: Int) -> String {
    var text = ""
    for (position, digit) in String(count.magnitude).reversed().enumerated() {
        if position > 0, position.isMultiple(of: 3) { text.append(",") }
        text.append(digit)
    }
    return (count < 0 ? "-" : "") + String(text.reversed())
}

/// `1 case`, `2 cases`
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(countText(count)) \(count == 1 ? noun : plural ?? noun + "s")"
}
