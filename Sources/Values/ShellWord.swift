/// A word of a command, as one can paste it into a shell: in quotes where it needs some.
public func shellQuoted(_ word: String) -> String {
    word.wholeMatch(of: /[A-Za-z0-9_.\/=:,@%+-]+/) != nil ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}
