public import PropertyTesting
public import TensorEngine

extension Tensor: InputDescribable {
    /// The elements, as of an array; before them the strides where they are not those of an array.
    public var inputDescription: String {
        let text = hostArray.inputDescription
        guard !isContiguous else { return text }
        let type = "\(self.type)"
        return type + ", strides \(strides)" + text.dropFirst(type.count)
    }
}
