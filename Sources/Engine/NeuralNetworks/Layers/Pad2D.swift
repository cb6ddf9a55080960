import Contracts
import Tensors

/// Adds rows and columns around each image.
///
/// Input `[batch, channels, height, width]`, output the same with height and width grown.
public struct Pad2D: Layer {
  public let amount: PaddingAmount
  public let mode: PaddingMode

  /// Creates a layer that adds `amount` pixels on each side.
  public init(by amount: Int, mode: PaddingMode = .zero) {
    self.init(by: PaddingAmount(amount), mode: mode)
  }

  /// Creates a layer that adds to each side its own number of pixels.
  public init(by amount: PaddingAmount, mode: PaddingMode = .zero) {
    require(
      min(amount.top, amount.bottom, amount.left, amount.right) >= 0,
      "Pad2D: the amount must not be negative, got \(amount).")
    self.amount = amount
    self.mode = mode
  }

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: [Int]) {
    requireImages(input, "\(self)")
    return (input.padded(by: amount, mode: mode), input.shape)
  }

  public func backward(_ outputGradient: Tensor, memory shape: [Int]) -> Tensor {
    outputGradient.unpadded(by: amount, mode: mode, to: shape)
  }

  public func outputShape(for input: [Int]) throws(ShapeMismatch) -> ShapeStep {
    try requireImage(input)
    let height = input[1] + amount.top + amount.bottom
    let width = input[2] + amount.left + amount.right
    return ShapeStep(
      [input[0], height, width],
      arithmetic: "\(input[1]) + \(amount.top) + \(amount.bottom) = \(height)")
  }

  public var description: String {
    let sides = amount == PaddingAmount(amount.top) ? "\(amount.top)" : "\(amount)"
    return mode == .zero ? "Pad2D(by: \(sides))" : "Pad2D(by: \(sides), mode: .\(mode))"
  }
}
