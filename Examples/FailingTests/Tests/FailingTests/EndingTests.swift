import Foundation
import PlumblineTesting
import Testing

/// Ends of the process that are no traps.
@Suite(.enabled(if: Example.isOn)) struct EndingTests {
    @Test func leaving() {
        check("nobody leaves", .float32(0...9)) { x in
            if x == 9 { exit(0) }
            return true
        }
    }

    @Test func fallingDeep() {
        check("stairs end", .float32(0...9)) { x in x < 9 || stairs(below: Int(x)) > 0 }
    }
}

/// Goes down further than any stack, and takes more of it for each step.
@inline(never) func stairs(below step: Int) -> Int {
    step == .max ? 1 : (stairs(below: step + 1) % 7) &* step ^ 1
}
