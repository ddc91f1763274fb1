internal import Values

extension SweepCertificate {
    /// What a full certificate says of a piece besides its counts, its worst input and its bits, and a piece that was
    /// computed again does not: a line each. `CompactCertificate` compares the rest.
    public func differences(from now: SweepPiece) -> [String] {
        let place = "\(Float(bitPattern: now.first).bitsText) to \(Float(bitPattern: now.last).bitsText)"
        guard let piece = pieces.first(where: { $0.first == now.first && $0.last == now.last }) else {
            return ["\(place): the certificate has no such piece"]
        }
        var lines: [String] = []
        if piece.rows != now.rows { lines.append("\(place): the rows by binade and class of inputs are others") }
        if piece.outputs != now.outputs { lines.append("\(place): the outputs by binade are others") }
        if piece.worst != now.worst { lines.append("\(place): what is said of the worst input is another") }
        if piece.firstDisorder != now.firstDisorder {
            lines.append("\(place): the first neighbours in the wrong order are others")
        }
        return lines
    }
}
