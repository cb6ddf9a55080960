import CKernels
import Contracts
import Tensors

/// Divides each value by the strength of the neighbouring channels at the same place.
///
/// `output[c] = input[c] / (offset + factor / size · Σ input[j]²) ^ exponent`, summed over the `size`
/// channels around c. The defaults are PyTorch's; Krizhevsky, Sutskever and Hinton (*ImageNet
/// Classification with Deep Convolutional Neural Networks*, 2012, section 3.3) used an offset of 2,
/// and their factor of 1e-4 was not divided by the size.
///
/// Input and output `[batch, channels, height, width]`.
public struct LocalResponseNormalization: Layer {
  public let size: Int
  public let factor: Float
  public let exponent: Float
  public let offset: Float

  /// Creates the layer.
  ///
  /// - Parameters:
  ///   - size: How many neighbouring channels count, the own one included.
  ///   - factor: The weight of their mean square, alpha in the paper.
  ///   - exponent: The power, beta in the paper.
  ///   - offset: What is added so that silence is not divided by zero, k in the paper.
  public init(size: Int = 5, factor: Float = 1e-4, exponent: Float = 0.75, offset: Float = 1) {
    require(size >= 1, "LocalResponseNormalization: the size must be at least 1, got \(size).")
    require(
      offset > 0, "LocalResponseNormalization: the offset must be positive, got \(offset).")
    self.size = size
    self.factor = factor
    self.exponent = exponent
    self.offset = offset
  }

  /// How many channels count before the own one, and how many after it.
  var before: Int { size / 2 }
  var after: Int { (size - 1) / 2 }

  public struct Memory: Sendable {
    let input: Tensor
    let scale: Tensor
    let output: Tensor
  }

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Memory) {
    requireImages(input, "\(self)")
    let (batch, channels) = (input.shape[0], input.shape[1])
    let pixels = input.shape[2] * input.shape[3]
    var scale = Tensor(zeros: input.shape)
    let output = Tensor(shape: input.shape) { output in
      scale.withMutableValues { scale in
        guard let scale = scale.baseAddress else { return }
        withAddresses(input, output) { input, output in
          forEachTask(batch) { image in
            let start = image * channels * pixels
            convolume_normalize_responses(
              input + start, Int64(channels), Int64(pixels), Int64(before), Int64(after), offset,
              factor / Float(size), exponent, scale + start, output + start)
          }
        }
      }
    }
    return (output, Memory(input: input, scale: scale, output: output))
  }

  public func backward(_ outputGradient: Tensor, memory: Memory) -> Tensor {
    let shape = outputGradient.shape
    let (channels, pixels) = (shape[1], shape[2] * shape[3])
    return Tensor(shape: shape) { gradient in
      memory.scale.withValues { scale in
        memory.output.withValues { output in
          guard let scale = scale.baseAddress, let output = output.baseAddress else { return }
          withAddresses(memory.input, outputGradient, gradient) { input, outputGradient, gradient in
            forEachTask(shape[0]) { image in
              let start = image * channels * pixels
              withScratch(channels * pixels) { ratio in
                convolume_normalize_responses_gradient(
                  input + start, scale + start, output + start, outputGradient + start,
                  Int64(channels), Int64(pixels), Int64(before), Int64(after),
                  factor / Float(size), exponent, ratio, gradient + start)
              }
            }
          }
        }
      }
    }
  }

  public func outputShape(for input: [Int]) throws(ShapeMismatch) -> ShapeStep {
    try requireImage(input)
    return ShapeStep(input)
  }

  public var description: String { "LocalResponseNormalization(size: \(size))" }
}
