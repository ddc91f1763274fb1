import PlumblineTesting
import Testing

/// The element of a table that a number from 0 to 1 falls upon. At 1 it falls off.
func lookUp(_ x: Float, in table: [Int]) -> Int { table[Int(x * Float(table.count))] }

@Suite(.enabled(if: Example.isOn)) struct TrapTests {
    @Test func everyNumberFallsOnAnElement() {
        check("every number falls on an element", .float32(0...1)) { x in
            lookUp(x, in: [10, 20, 30]) >= 10
        }
    }

    @Test func afterAWhile() async {
        await check("every number falls on an element, after a while", .float32(0...1)) { x in
            let element = lookUp(x, in: [10, 20, 30])
            await Task.yield()
            return element >= 10
        }
    }
}
