import CKernels
import Tensors

/// Replaces each window by its length as a vector, `√Σ x²`: between the mean and the maximum.
///
/// Input `[batch, channels, height, width]`, output the same with height and width divided by the
/// stride.
public struct L2Pool2D: Layer {
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
      pooling: "L2Pool2D", window: window, stride: stride, padding: padding)
  }

  /// The input, and the length of each window.
  public struct Memory: Sendable {
    let input: Tensor
    let output: Tensor
  }

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Memory) {
    requireImages(input, "\(self)")
    let pooling = WindowedChannels(input.shape, window: window)
    let output = Tensor(shape: pooling.outputShape) { output in
      withAddresses(input, output) { input, output in
        pooling.forEachChannel { channel in
          let target = output + channel * pooling.outputPixels
          convolume_pool_sum(input + channel * pooling.pixels, pooling.geometry, 1, target)
          for place in 0..<pooling.outputPixels { target[place] = target[place].squareRoot() }
        }
      }
    }
    return (output, Memory(input: input, output: output))
  }

  public func backward(_ outputGradient: Tensor, memory: Memory) -> Tensor {
    // output = √Σ x²: the gradient of x is x / output for each window, and 0 where all of it is 0.
    let pooling = WindowedChannels(memory.input.shape, window: window)
    return Tensor(shape: memory.input.shape) { gradient in
      withAddresses(outputGradient, memory.output, gradient) { outputGradient, lengths, gradient in
        memory.input.withValues { input in
          pooling.forEachChannel { channel in
            let target = gradient + channel * pooling.pixels
            target.update(repeating: 0, count: pooling.pixels)
            withScratch(pooling.outputPixels) { ratios in
              for place in 0..<pooling.outputPixels {
                let output = channel * pooling.outputPixels + place
                ratios[place] = lengths[output] == 0 ? 0 : outputGradient[output] / lengths[output]
              }
              convolume_spread_windows(ratios, pooling.geometry, target)
            }
            for pixel in 0..<pooling.pixels {
              target[pixel] *= input[channel * pooling.pixels + pixel]
            }
          }
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

  public var description: String { "L2Pool2D(\(window.poolingSettings))" }
}
