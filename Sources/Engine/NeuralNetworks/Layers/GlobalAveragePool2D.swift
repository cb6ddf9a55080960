import CKernels
import Tensors

/// Replaces each channel by its mean, whatever the size of the image.
///
/// Input `[batch, channels, height, width]`, output `[batch, channels]`.
///
/// - SeeAlso: Lin, Chen and Yan, *Network In Network*, 2014, section 3.2.
public struct GlobalAveragePool2D: Layer {
  public init() {}

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: [Int]) {
    requireImages(input, "\(self)")
    let pixels = input.shape[2] * input.shape[3]
    let output = Tensor(shape: [input.shape[0], input.shape[1]]) { output in
      withAddresses(input, output) { input, means in
        for channel in 0..<output.count {
          means[channel] = convolume_sum(input + channel * pixels, Int64(pixels)) / Float(pixels)
        }
      }
    }
    return (output, input.shape)
  }

  public func backward(_ outputGradient: Tensor, memory shape: [Int]) -> Tensor {
    let pixels = shape[2] * shape[3]
    return Tensor(shape: shape) { gradient in
      withAddresses(outputGradient, gradient) { outputGradient, gradient in
        for channel in 0..<(shape[0] * shape[1]) {
          (gradient + channel * pixels).update(
            repeating: outputGradient[channel] / Float(pixels), count: pixels)
        }
      }
    }
  }

  public func outputShape(for input: [Int]) throws(ShapeMismatch) -> ShapeStep {
    try requireImage(input)
    return ShapeStep([input[0]], arithmetic: "\(input[1])×\(input[2]) → 1")
  }

  public var receptiveField: ReceptiveField { .all }
}
