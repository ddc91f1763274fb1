/// The precisions, in bits, at which the oracle tries to decide, in order (Ziv, Fast Evaluation of Elementary
/// Mathematical Functions with Correctly Rounded Last Bit, ACM TOMS 17, 1991).
///
/// The second is enough for exact sums of any float32 values, the third for exact products and most sums of them; the
/// last is the cap.
enum Precision {
    static let ladder = [96, 320, 768, 1536]
    static var cap: Int { ladder.last! }
}
