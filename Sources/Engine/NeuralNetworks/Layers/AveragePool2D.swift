import CKernels
import Tensors

/// Replaces each window by its mean.
///
/// Padding counts as zeros, and the sum is always divided by the whole window, as PyTorch does it
/// unless told otherwise.
///
/// Input `[batch, channels, height, width]`, output the same with height and width divided by the
/// stride.
public struct AveragePool2D: Layer {
  public let window: SlidingWindow

  /// Creates the layer.
  ///
  /// - Parameters:
  ///   - window: Rows and columns of the window.
  ///   - stride: Pixels from one window to the next; the window's own size unless given.
  ///   - padding: Pixels of zeros that the windows may reach beyond the border.
  /// - Precondition: The padding is at most half the window.
  public init(window: Int, stride: Int? = nil, padding: Int = 0) {
    self.window = SlidingWindow(
      pooling: "AveragePool2D", window: window, stride: stride, padding: padding)
  }

  private var share: Float { 1 / Float(window.kernel * window.kernel) }

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: [Int]) {
    requireImages(input, "\(self)")
    let pooling = WindowedChannels(input.shape, window: window)
    let output = Tensor(shape: pooling.outputShape) { output in
      withAddresses(input, output) { input, output in
        pooling.forEachChannel { channel in
          let target = output + channel * pooling.outputPixels
          convolume_pool_sum(input + channel * pooling.pixels, pooling.geometry, 0, target)
          for place in 0..<pooling.outputPixels { target[place] *= share }
        }
      }
    }
    return (output, input.shape)
  }

  public func backward(_ outputGradient: Tensor, memory shape: [Int]) -> Tensor {
    // output = share · Σ window, so each pixel of the window gets the same share.
    let pooling = WindowedChannels(shape, window: window)
    return Tensor(shape: shape) { gradient in
      withAddresses(outputGradient, gradient) { outputGradient, gradient in
        pooling.forEachChannel { channel in
          let target = gradient + channel * pooling.pixels
          target.update(repeating: 0, count: pooling.pixels)
          convolume_spread_windows(
            outputGradient + channel * pooling.outputPixels, pooling.geometry, target)
          for pixel in 0..<pooling.pixels { target[pixel] *= share }
        }
      }
    }
  }

  public func outputShape(for input: [Int]) throws(ShapeMismatch) -> ShapeStep {
    try requireImage(input)
    return try window.step(from: input, channels: input[0])
  }

  public var receptiveField: ReceptiveField {
    .window(extent: window.extent, stride: window.stride)
  }

  public var description: String { "AveragePool2D(\(window.poolingSettings))" }
}
