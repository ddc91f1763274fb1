/// Placeholder until the file exists.
final class Journal {
    final class Slot {
        func append(_ choice: RecordedChoice) {}
        func begin() {}
        func end() {}
    }
    let only = Slot()
    func slot(_ number: Int) -> Slot { only }
}
