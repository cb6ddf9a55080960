import Tensors

/// Keeps the largest sample of each window: whether a feature is present, not exactly where.
///
/// Of equal samples the first, row by row, receives the gradient.
///
/// Input `[batch, channels, height, width]`, output the same with height and width divided by the
/// stride.
public struct MaxPool2D: Layer {
  public let window: SlidingWindow

  /// Creates the layer.
  ///
  /// - Parameters:
  ///   - window: Rows and columns of the window.
  ///   - stride: Pixels from one window to the next; the window's own size unless given. A smaller
  ///     one makes the windows overlap, as in AlexNet.
  ///   - padding: Pixels that the windows may reach beyond the border. They never win.
  /// - Precondition: The padding is at most half the window.
  public init(window: Int, stride: Int? = nil, padding: Int = 0) {
    self.window = SlidingWindow(
      pooling: "MaxPool2D", window: window, stride: stride, padding: padding)
  }

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: PoolingMemory) {
    requireImages(input, "\(self)")
    return ExtremePooling.forward(input, window: window, sign: 1)
  }

  public func backward(_ outputGradient: Tensor, memory: PoolingMemory) -> Tensor {
    ExtremePooling.backward(outputGradient, memory: memory, window: window)
  }

  public func outputShape(for input: [Int]) throws(ShapeMismatch) -> ShapeStep {
    try requireImage(input)
    return try window.step(from: input, channels: input[0])
  }

  public var receptiveField: ReceptiveField {
    .window(extent: window.extent, stride: window.stride)
  }

  public var description: String { "MaxPool2D(\(window.poolingSettings))" }
}
