import CUDABackend
import NeuralNetworks
import Tensors

extension Tensor {
  /// The numbers of `[images, channels, height, width]` with the channels last, where wanted.
  func numbers(channelsLast: Bool) -> [Float] {
    guard channelsLast else { return values }
    let (images, channels, pixels) = (shape[0], shape[1], shape[2] * shape[3])
    var result = [Float](repeating: 0, count: values.count)
    for image in 0..<images {
      for channel in 0..<channels {
        for pixel in 0..<pixels {
          result[(image * pixels + pixel) * channels + channel] =
            values[(image * channels + channel) * pixels + pixel]
        }
      }
    }
    return result
  }
}

/// What an activation of the card is on the CPU.
func activationLayer(_ activation: DeviceActivation) -> (any Layer)? {
  switch activation {
  case .none: nil
  case .relu: ReLU()
  case .tanh: Tanh()
  case .sigmoid: Sigmoid()
  }
}

/// Layers one behind the other, and their gradients, by the engine's own layers.
struct ReferenceChain {
  let layers: [any Layer]

  init(_ layers: [(any Layer)?]) { self.layers = layers.compactMap { $0 } }

  /// The output, the gradient of the input, and those of all parameters, from the first layer on.
  func run(
    _ input: Tensor, outputGradient: Tensor
  ) -> (output: Tensor, inputGradient: Tensor, parameterGradients: [Tensor]) {
    run(layers[...], input, outputGradient)
  }

  private func run(
    _ layers: ArraySlice<any Layer>, _ input: Tensor, _ outputGradient: Tensor
  ) -> (output: Tensor, inputGradient: Tensor, parameterGradients: [Tensor]) {
    guard let first = layers.first else { return (input, outputGradient, []) }
    return step(first, layers.dropFirst(), input, outputGradient)
  }

  private func step(
    _ layer: some Layer, _ rest: ArraySlice<any Layer>, _ input: Tensor, _ outputGradient: Tensor
  ) -> (output: Tensor, inputGradient: Tensor, parameterGradients: [Tensor]) {
    let (made, memory) = layer.forward(input, in: .training(seed: 0))
    let above = run(rest, made, outputGradient)
    return (
      above.output, layer.backward(above.inputGradient, memory: memory),
      layer.parameterGradients(above.inputGradient, memory: memory) + above.parameterGradients
    )
  }
}

/// A convolution of 1 × 1 that only adds a bias to each channel.
func addedBias(_ bias: [Float]) -> Conv2D {
  var identity = [Float](repeating: 0, count: bias.count * bias.count)
  for channel in bias.indices { identity[channel * bias.count + channel] = 1 }
  return Conv2D(
    weight: Tensor(identity, shape: [bias.count, bias.count, 1, 1]), bias: Tensor(bias))
}
