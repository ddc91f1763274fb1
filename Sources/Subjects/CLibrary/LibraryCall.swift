internal import CLibraryCalls
import Verification

/// One call of a function, or several in a row, with the memory that it works on.
///
/// Every array lies by itself between pages that cannot be touched; results lie between bytes of a pattern, and begin
/// as that pattern.
struct LibraryCall {
    /// Where an array lies in its pages.
    enum Placement: Hashable {
        /// At the end: what follows cannot be touched.
        case end
        /// At the start: what comes before cannot be touched.
        case start
        /// A number of bytes from the start.
        case at(Int)
    }

    enum Argument {
        /// A pointer to bytes that the function must not write.
        case input([UInt8], Placement, stride: Int = 0)
        /// A pointer to room for results with elements of a size in bytes.
        case output(bytes: Int, element: Int, Placement, stride: Int = 0)
        case integer(Int)
        /// The number of elements that are left, or of a chunk.
        case length
        case float(Float)
        case double(Double)
        /// One element a repetition, by value, of 4 or 8 bytes.
        case elements([UInt8], size: Int)
    }

    enum Returns {
        case nothing
        /// An int that is 0 for success.
        case status
        case float
        case double

        /// The bytes of a result.
        var size: Int {
            switch self {
            case .nothing, .status: 0
            case .float: 4
            case .double: 8
            }
        }
    }

    /// What messages call each argument.
    var names: [String]
    var arguments: [Argument]
    var returns = Returns.nothing
    var repetitions = 1
    /// For arguments of kind `length`.
    var length = 0
    var chunk = 0
}

/// The function returned an int other than 0.
struct RefusedCall: Error, CustomStringConvertible {
    let code: Int

    var description: String { "the function returned \(code), not 0" }
}

extension LibraryConnection {
    /// Calls the function.
    ///
    /// - Returns: the bytes of the outputs, in the order of the arguments, then those of what was returned.
    /// - Throws: `LibraryChild.Trouble`, `RefusedCall`, or `LibraryError` when the call cannot be made.
    func perform(_ call: LibraryCall, timeout: Duration? = nil) throws -> [[UInt8]] {
        let layout = try Layout(call, memory)
        let outputs = try attempt(call, layout, .first, timeout)
        let suspicious = zip(layout.outputs, outputs).contains { Pattern.first.isFound(in: $1, element: $0.element) }
        guard suspicious else { return outputs }
        // A function may answer with these very bits. Then it does so whatever was there before.
        let others = try attempt(call, layout, .second, timeout)
        for (slot, bytes) in zip(layout.outputs, others) {
            if let place = Pattern.second.place(in: bytes, element: slot.element) {
                throw LibraryChild.Trouble(
                    kind: .missingResult, message: "element \(place) of '\(slot.name)' was left as it was",
                    progress: place)
            }
        }
        return outputs
    }

    private func attempt(
        _ call: LibraryCall, _ layout: Layout, _ pattern: Pattern, _ timeout: Duration?, guardsAreReadable: Bool = false
    ) throws -> [[UInt8]] {
        layout.fill(memory, call, pattern)
        memory.header.pointee.call.guards_are_readable = guardsAreReadable ? 1 : 0
        switch try ask(library_call_function, timeout: timeout) {
        case .done: break
        case .refused(let code): throw RefusedCall(code: code)
        case .trouble(var trouble):
            guard let fault = trouble.fault, let slot = layout.slot(ofArgument: fault.argument) else { throw trouble }
            let isPast = fault.distance >= slot.count
            if slot.isInput, !isPast, fault.distance >= 0 {
                trouble.kind = .strayWrite
                trouble.message = "writes to its input '\(slot.name)'"
                throw trouble
            }
            if guardsAreReadable {
                // Reading was allowed.
                trouble.kind = .strayWrite
                throw trouble
            }
            var isWrite = true
            do {
                _ = try attempt(call, layout, pattern, timeout, guardsAreReadable: true)
                isWrite = false
            } catch let again as LibraryChild.Trouble {
                isWrite = again.kind == .strayWrite
            }
            trouble.kind = isWrite ? .strayWrite : .strayRead
            trouble.message = (isWrite ? "writes" : "reads") + " memory " + slot.describe(fault.distance)
            throw trouble
        }
        for slot in layout.slots where !slot.isInput {
            if let distance = slot.firstStray(memory, pattern) {
                throw LibraryChild.Trouble(
                    kind: .strayWrite, message: "writes memory " + slot.describe(distance), progress: 0)
            }
        }
        return layout.outputs.map { $0.bytes(memory) }
    }

    /// What memory holds where no result has been written: NaNs with unlikely payloads, as float32 and next to each other.
    private enum Pattern: UInt32 {
        case first = 0x7FA5_C3E1
        case second = 0x7FBA_1E5D

        func byte(at place: Int) -> UInt8 { UInt8(truncatingIfNeeded: rawValue >> (8 * UInt32(place & 3))) }

        /// The first element of which all bytes are the pattern's; elements are where the pattern begins anew, but for
        /// elements of one byte, which say nothing.
        func place(in bytes: [UInt8], element: Int) -> Int? {
            guard element >= 4 else { return nil }
            return stride(from: 0, to: bytes.count, by: element).first { start in
                (start..<start + element).allSatisfy { bytes[$0] == byte(at: $0) }
            }.map { $0 / element }
        }

        func isFound(in bytes: [UInt8], element: Int) -> Bool { place(in: bytes, element: element) != nil }
    }

    /// The pages of one array.
    private struct Slot {
        let name: String
        /// In the list of arguments; nil for what the function returns.
        let argument: Int?
        let isInput: Bool
        /// In bytes.
        let element: Int
        let count: Int
        let offset: Int
        let size: Int
        let place: Int

        func bytes(_ memory: SharedMemory) -> [UInt8] {
            Array(UnsafeRawBufferPointer(start: memory.data(at: offset + place), count: count))
        }

        /// A place outside, given by its distance in bytes from the array's start, in whole elements.
        func describe(_ distance: Int) -> String {
            if distance >= count {
                let past = (distance - count) / element * element
                return past == 0 ? "right past the end of '\(name)'" : "\(past) bytes past the end of '\(name)'"
            }
            return "\((-distance + element - 1) / element * element) bytes before the start of '\(name)'"
        }

        func fill(_ memory: SharedMemory, _ pattern: Pattern) {
            let bytes = memory.data(at: offset).assumingMemoryBound(to: UInt8.self)
            // The pattern begins where the array does.
            let phase = place & 3
            let unit = (0..<4).map { pattern.byte(at: $0 + 4 - phase) }
            for start in stride(from: 0, to: size, by: 4) { for byte in 0..<4 { bytes[start + byte] = unit[byte] } }
        }

        /// The distance from the array's start of the first byte beyond it that is not the pattern's.
        func firstStray(_ memory: SharedMemory, _ pattern: Pattern) -> Int? {
            let bytes = memory.data(at: offset).assumingMemoryBound(to: UInt8.self)
            let phase = place & 3
            let unit = (0..<4).map { pattern.byte(at: $0 + 4 - phase) }
            func isStray(_ at: Int) -> Bool { bytes[at] != unit[at & 3] }
            let after = (place + count..<size).first(where: isStray)
            let before = (0..<place).last(where: isStray)
            return (after ?? before).map { $0 - place }
        }
    }

    /// Where the arrays of a call lie.
    private struct Layout {
        private(set) var slots: [Slot] = []
        /// Of outputs, then of what is returned.
        var outputs: [Slot] { slots.filter { !$0.isInput } }

        init(_ call: LibraryCall, _ memory: SharedMemory) throws {
            guard call.arguments.count <= Int(library_argument_limit) else {
                throw LibraryError("a function with more than \(library_argument_limit) parameters cannot be called")
            }
            var offset = Int(library_data_start)
            let page = Int(library_page_size())
            func add(
                _ name: String, _ argument: Int?, isInput: Bool, element: Int, _ count: Int, _ placement: Placement
            ) throws {
                var shift = 0
                if case .at(let bytes) = placement { shift = bytes }
                let size = max(1, (count + shift + page - 1) / page) * page
                guard offset + size <= memory.bytes else {
                    throw LibraryError("the arrays of one call are larger than \(memory.bytes >> 20) MiB")
                }
                let place = placement == .end ? size - count : shift
                slots.append(
                    Slot(
                        name: name, argument: argument, isInput: isInput, element: element, count: count,
                        offset: offset, size: size, place: place))
                offset += size
            }
            for (place, argument) in call.arguments.enumerated() {
                switch argument {
                case .input(let bytes, let placement, _):
                    try add(call.names[place], place, isInput: true, element: 1, bytes.count, placement)
                case .output(let bytes, let element, let placement, _):
                    try add(call.names[place], place, isInput: false, element: element, bytes, placement)
                case .elements(let bytes, _):
                    try add(call.names[place], place, isInput: true, element: 1, bytes.count, .end)
                case .integer, .length, .float, .double: break
                }
            }
            if call.returns.size > 0 {
                try add(
                    "the result", nil, isInput: false, element: call.returns.size,
                    call.repetitions * call.returns.size, .end)
            }
        }

        typealias Placement = LibraryCall.Placement

        /// The slot of a fault's argument, which counts from 1.
        func slot(ofArgument number: Int) -> Slot? {
            slots.first { ($0.argument ?? Int(library_argument_limit)) == number - 1 }
        }

        /// Writes the header and the arrays.
        func fill(_ memory: SharedMemory, _ call: LibraryCall, _ pattern: Pattern) {
            var described = library_call()
            described.argument_count = UInt32(call.arguments.count)
            described.repetitions = UInt64(call.repetitions)
            described.length = UInt64(call.length)
            described.chunk = UInt64(call.chunk)
            switch call.returns {
            case .nothing: described.result_kind = library_returns_nothing.rawValue
            case .status: described.result_kind = library_returns_status.rawValue
            case .float: described.result_kind = library_returns_float.rawValue
            case .double: described.result_kind = library_returns_double.rawValue
            }
            for slot in slots where !slot.isInput { slot.fill(memory, pattern) }
            withUnsafeMutableBytes(of: &described.arguments) { raw in
                let arguments = raw.bindMemory(to: library_argument.self)
                for (place, argument) in call.arguments.enumerated() {
                    var passed = library_argument()
                    if let slot = slots.first(where: { $0.argument == place }) {
                        passed.offset = UInt64(slot.offset)
                        passed.bytes = UInt64(slot.size)
                        passed.place = UInt64(slot.place)
                        func store(_ bytes: [UInt8]) {
                            bytes.withUnsafeBytes {
                                if let start = $0.baseAddress {
                                    memory.data(at: slot.offset + slot.place).copyMemory(
                                        from: start, byteCount: $0.count)
                                }
                            }
                        }
                        switch argument {
                        case .input(let bytes, _, let stride):
                            store(bytes)
                            passed.stride = UInt64(stride)
                            passed.kind = library_input.rawValue
                        case .output(_, _, _, let stride):
                            passed.stride = UInt64(stride)
                            passed.kind = library_output.rawValue
                        case .elements(let bytes, let size):
                            store(bytes)
                            passed.stride = UInt64(size)
                            passed.kind = (size == 4 ? library_float_element : library_double_element).rawValue
                        default: break
                        }
                    }
                    switch argument {
                    case .integer(let value):
                        passed.bits = UInt64(bitPattern: Int64(value))
                        passed.kind = library_integer.rawValue
                    case .length: passed.kind = library_length.rawValue
                    case .float(let value):
                        passed.bits = UInt64(value.bitPattern)
                        passed.kind = library_float.rawValue
                    case .double(let value):
                        passed.bits = value.bitPattern
                        passed.kind = library_double.rawValue
                    case .input, .output, .elements: break
                    }
                    arguments[place] = passed
                }
            }
            if let slot = slots.first(where: { $0.argument == nil }) {
                described.result.offset = UInt64(slot.offset)
                described.result.bytes = UInt64(slot.size)
                described.result.place = UInt64(slot.place)
                described.result.stride = UInt64(call.returns.size)
            }
            memory.header.pointee.call = described
        }
    }
}
