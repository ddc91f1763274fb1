import Testing
import Values

@testable import PlumblineTesting

@Suite struct NumPyFileTests {
    private func header(_ bytes: [UInt8]) -> String {
        String(decoding: bytes[10..<(10 + Int(bytes[8]))], as: UTF8.self)
    }

    @Test func `a matrix of float32`() {
        let bytes = NumPyFile.bytes(
            HostArray([1, -0.0, Float(bitPattern: 0x7FC0_0001), 2, 3, 4] as [Float], shape: [2, 3]))
        #expect(bytes[..<8] == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
        #expect(bytes[8] == 118 && bytes[9] == 0)
        let dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
        #expect(header(bytes) == dictionary + String(repeating: " ", count: 117 - dictionary.count) + "\n")
        #expect(bytes[128..<140] == [0, 0, 0x80, 0x3F, 0, 0, 0, 0x80, 1, 0, 0xC0, 0x7F])
        #expect(bytes.count == 128 + 24)
    }

    @Test func `other types and shapes`() {
        #expect(header(NumPyFile.bytes(HostArray([1] as [Double], shape: .scalar))).contains("'<f8'"))
        #expect(header(NumPyFile.bytes(HostArray([1] as [Double], shape: .scalar))).contains("'shape': ()"))
        #expect(
            header(NumPyFile.bytes(HostArray([-1] as [Int64]))).contains(
                "'descr': '<i8', 'fortran_order': False, 'shape': (1,)"))
        #expect(NumPyFile.bytes(HostArray([-2] as [Int64])).suffix(8) == [0xFE, 255, 255, 255, 255, 255, 255, 255])
        #expect(NumPyFile.bytes(HostArray([true, false])).suffix(2) == [1, 0])
        #expect(header(NumPyFile.bytes(HostArray([true, false]))).contains("'|b1'"))
        #expect(NumPyFile.bytes(HostArray([Float](), shape: [0, 3])).count % 64 == 0)
    }
}
