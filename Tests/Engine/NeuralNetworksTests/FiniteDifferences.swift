import NeuralNetworks
import Tensors

/// Gradients of a layer, found by changing one number at a time: `(f(x + h) − f(x − h)) / 2h`.
///
/// f is the sum of the output weighed by fixed random numbers, so that its gradient with respect to
/// the output is those numbers.
struct FiniteDifferences<Checked: Layer> {
  var layer: Checked
  let input: Tensor
  let weights: Tensor
  let pass: Pass

  /// In single precision a step of a hundredth leaves about four good digits.
  let step: Float = 0.01

  init(_ layer: Checked, input: Tensor, pass: Pass = .inference) {
    self.layer = layer
    self.input = input
    self.pass = pass
    weights = .normal(shape: layer.forward(input, in: pass).output.shape, seed: 99)
  }

  private func value(_ layer: Checked, _ input: Tensor) -> Double {
    let output = layer.forward(input, in: pass).output
    return zip(output.values, weights.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// The largest difference between the layer's own gradients and these.
  func largestError() -> Float {
    let memory = layer.forward(input, in: pass).memory
    let own = layer.gradients(weights, memory: memory, toInput: true)
    let toInput = gradient(of: input) { value(layer, $0) }
    var errors = [own.input.map { distance($0, toInput) } ?? .infinity]
    for (index, parameter) in layer.parameters.enumerated() {
      let found = gradient(of: parameter.value) { changed in
        var copy = layer
        var place = 0
        copy.visitParameters { _, value in
          if place == index { value = changed }
          place += 1
        }
        return value(copy, input)
      }
      errors.append(distance(own.parameters[index], found))
    }
    return errors.max() ?? .infinity
  }

  private func gradient(of tensor: Tensor, _ value: (Tensor) -> Double) -> Tensor {
    var slopes = [Float]()
    for index in 0..<tensor.count {
      var (above, below) = (tensor.values, tensor.values)
      above[index] += step
      below[index] -= step
      let rise =
        value(Tensor(above, shape: tensor.shape)) - value(Tensor(below, shape: tensor.shape))
      slopes.append(Float(rise / Double(above[index] - below[index])))
    }
    return Tensor(slopes, shape: tensor.shape)
  }
}
