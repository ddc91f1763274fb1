/// The cases that were drawn so far, as a tree of their choices, where these are few enough to be enumerated.
///
/// It keeps random draws from repeating each other in small spaces, and knows when nothing is left to draw: a run that
/// passed is a proof then. Choices of more than 4096 values end the tree; what is below them counts as inexhaustible.
final class ChoiceTree {
    final class Node {
        fileprivate var count: Int?
        fileprivate var children: [UInt64: Node] = [:]
        fileprivate var exhaustedChildren = 0
        fileprivate(set) var isExhausted = false
        /// A tensor, or a choice of too many values, was made here.
        fileprivate var isWide = false

        /// The subtree below a value, made where there is none; nil where the tree ends.
        func child(_ value: UInt64, of domain: ChoiceDomain) -> Node? {
            guard !isWide, let count = domain.smallCount else {
                isWide = true
                return nil
            }
            self.count = count
            if let child = children[value] { return child }
            let child = Node()
            children[value] = child
            return child
        }

        /// A value that leads to something new: the one drawn, or else the next that does.
        func unexplored(_ value: UInt64, of domain: ChoiceDomain, _ random: inout RandomNumbers) -> UInt64 {
            guard case .integer(let integers) = domain, let count = domain.smallCount,
                children[value]?.isExhausted == true
            else { return value }
            var next = Int64(bitPattern: value)
            for _ in 0..<count {
                next = next == integers.highest ? integers.lowest : next + 1
                let bits = UInt64(bitPattern: next)
                if children[bits]?.isExhausted != true { return bits }
            }
            return value
        }
    }

    let root = Node()
    var isExhausted: Bool { root.isExhausted }

    /// Notes that a case was drawn to its end.
    func insert(_ choices: [Choice]) {
        var path: [Node] = [root]
        for choice in choices {
            guard let child = path.last!.child(choice.value, of: choice.domain) else { return }
            path.append(child)
        }
        guard !path.last!.isExhausted else { return }
        path.last!.isExhausted = true
        for node in path.dropLast().reversed() {
            node.exhaustedChildren += 1
            guard node.exhaustedChildren == node.count else { return }
            node.isExhausted = true
        }
    }
}
