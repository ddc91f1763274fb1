import Values
import Verification

/// Where in a tensor an operation is wrong: a square for each element of the worst case, coloured by its error. The last
/// axis runs to the right, all others down; long rows are broken.
struct ErrorMapChart: Chart {
    let map: ErrorMapRecord
    let name: String

    private static let side = 16
    private static let widest = 34

    /// Columns, and how many rows of squares a row of the tensor takes.
    private let columns: Int
    private let rowsOfSquares: Int

    init(_ map: ErrorMapRecord, of name: String) {
        self.map = map
        self.name = name
        let last = max(1, map.shape.last ?? 1)
        columns = min(last, Self.widest)
        let rows = (map.ulps.count + last - 1) / last
        rowsOfSquares = rows * ((last + columns - 1) / columns)
    }

    var size: (width: Int, height: Int) {
        (max(columns * Self.side, 420, keysWidth) + 8, rowsOfSquares * Self.side + 50)
    }

    /// Colours by error in ulps: up to a half, 1, 8, 2^10, more; of a wrong class; special values that are right.
    private enum Level: Int, CaseIterable {
        case half, one, few, many, more, wrong, special

        init(_ ulps: Double?, isWrong: Bool) {
            guard !isWrong else { self = .wrong; return }
            switch ulps {
            case nil: self = .special
            case .some(...0.5): self = .half
            case .some(...1): self = .one
            case .some(...8): self = .few
            case .some(...1024): self = .many
            default: self = .more
            }
        }

        var text: String {
            switch self {
            case .half: "to 0.5"
            case .one: "to 1"
            case .few: "to 8"
            case .many: "to 1024"
            case .more: "more"
            case .wrong: "wrong class"
            case .special: "special"
            }
        }
    }

    private var levels: [Level] {
        let wrong = Set(map.wrong)
        return map.ulps.enumerated().map { Level($0.element, isWrong: wrong.contains($0.offset)) }
    }

    /// What the key takes, with all levels that occur.
    private var keysWidth: Int {
        let levels = self.levels
        return Level.allCases.filter(levels.contains).reduce(0) { $0 + 30 + 8 * $1.text.count }
    }

    private func place(_ position: Int) -> (x: Int, y: Int) {
        let last = max(1, map.shape.last ?? 1)
        let perRow = (last + columns - 1) / columns
        let (row, column) = (position / last, position % last)
        return (4 + column % columns * Self.side, 4 + (row * perRow + column / columns) * Self.side)
    }

    private var worst: Int? {
        map.wrong.first ?? map.ulps.indices.filter { map.ulps[$0] != nil }.max { map.ulps[$0]! < map.ulps[$1]! }
    }

    private func indexText(_ position: Int) -> String {
        var rest = position
        var index: [Int] = []
        for extent in map.shape.reversed() {
            index.append(rest % max(1, extent))
            rest /= max(1, extent)
        }
        return "[\(index.reversed().map(String.init).joined(separator: ", "))]"
    }

    var alternative: String {
        let counts = Level.allCases.compactMap { level -> String? in
            let count = levels.filter { $0 == level }.count
            return count == 0 ? nil : "\(countText(count)) \(level.text)"
        }
        let place = worst.map { ". The worst is \(indexText($0))\(errorText($0))" } ?? ""
        return "Errors in ulps of the \(map.ulps.count) elements of the worst case of \(name), shape "
            + "\(map.shape): \(counts.joined(separator: ", "))\(place)."
    }

    private func errorText(_ position: Int) -> String {
        map.wrong.contains(position) ? ", of a wrong class" : map.ulps[position].map { ", \(boundText($0)) ulp" } ?? ""
    }

    var content: Markup {
        let levels = self.levels
        let squares: [Markup] = Level.allCases.compactMap { level in
            let path = levels.indices.filter { levels[$0] == level }.map { position in
                let place = place(position)
                return "M\(place.x) \(place.y)h15v15h-15z"
            }
            return path.isEmpty
                ? nil : "<path class=\"c\(level.rawValue)\" d=\"\(path.joined())\"><title>\(level.text)</title></path>"
        }
        let mark: Markup =
            worst.map { position in
                let place = place(position)
                return """
                    <rect class="one" fill="none" x="\(place.x)" y="\(place.y)" width="15" height="15" stroke-width="2">\
                    <title>\(indexText(position))\(errorText(position))</title></rect>
                    """
            } ?? .none
        var x = 4
        let keys: [Markup] = Level.allCases.filter(levels.contains).map { level in
            defer { x += 30 + 8 * level.text.count }
            return """
                <path class="c\(level.rawValue)" d="M\(x) \(size.height - 22)h12v12h-12z"/>\
                <text x="\(x + 17)" y="\(size.height - 11)">\(level.text)</text>
                """
        }
        return "\(squares)\(mark)\(keys)"
    }
}
