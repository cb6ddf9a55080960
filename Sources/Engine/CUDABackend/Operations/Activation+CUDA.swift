import NeuralNetworks

extension DeviceActivation {
  /// The card's code of an activation.
  init(_ activation: Activation?) {
    switch activation {
    case nil: self = .none
    case .rectifier: self = .relu
    case .tanh: self = .tanh
    case .sigmoid: self = .sigmoid
    }
  }
}

extension ActivationOperation: CUDAOperation {
  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    let (activation, count) = (DeviceActivation(activation), site.input.count * site.batch)
    return LaunchOperator(site) { input, output in
      ActivationKernels.forward(activation, input, count: count, into: output)
    } backward: { outputGradient, output, inputGradient in
      ActivationKernels.backward(
        activation, outputGradient, output: output, count: count, into: inputGradient)
    }
  }
}
