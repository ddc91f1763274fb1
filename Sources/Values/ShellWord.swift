/// A word of a command, as one can paste it into a shell: in quotes where it needs some.
///
/// What a terminal would not show, or would obey, is spelled out: `$'a\033b'`, which bash, zsh, ksh and the shells of
/// POSIX.1-2024 read.
public func shellQuoted(_ word: String) -> String {
    if word.wholeMatch(of: /[A-Za-z0-9_.\/:,@%+-][A-Za-z0-9_.\/=:,@%+-]*/) != nil { return word }
    guard word.unicodeScalars.contains(where: \.isInvisible) else {
        return "'" + word.replacing("'", with: "'\\''") + "'"
    }
    var text = ""
    for scalar in word.unicodeScalars {
        switch scalar {
        case "'", "\\": text += "\\" + String(scalar)
        case _ where scalar.isInvisible:
            for byte in String(scalar).utf8 {
                let digits = String(byte, radix: 8)
                text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            }
        default: text.unicodeScalars.append(scalar)
        }
    }
    return "$'" + text + "'"
}
