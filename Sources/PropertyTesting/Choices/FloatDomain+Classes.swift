extension FloatDomain {
    /// The classes that the domain has floats of: found by trying members of each.
    var possibleClasses: FloatClasses {
        var result: FloatClasses = []
        let format = self.format
        func add(_ bits: UInt64) { if permits(bits) { result.formUnion(format.classes(bits)) } }
        for bits in edges { add(bits) }
        // Two of each binade and sign, which meet every class of ordinary numbers that an interval of some width has.
        for exponent in 0..<UInt64(2 * format.bias + 1) {
            for sign in [0, format.signBit] {
                let base = sign | exponent << UInt64(format.significandBits)
                for significand in [
                    0, 1, 3, format.significandMask, format.significandMask / 3 * 2, format.significandMask / 3,
                ] {
                    add(base | significand)
                }
            }
        }
        for bits in [format.infinity | 1, format.quietNaN | 1, format.quietNaN | format.signBit] { add(bits) }
        return result
    }
}
