import Tensors

extension NetworkPlan {
  /// The same network, in which each convolution that pads otherwise than by zeros stands behind a padding
  /// of its own and pads no more: for a device whose convolutions know zeros alone.
  package var paddingBeforeConvolutions: NetworkPlan {
    var plan = self
    plan.steps = []
    for step in steps {
      let shape = plan.shapes[step.inputs[0]]
      guard let convolution = step.operation as? ConvolutionOperation,
        convolution.paddingMode != .zero, shape.count == 3
      else {
        plan.steps.append(step)
        continue
      }
      let window = convolution.window
      let amount = window.amount(height: shape[1], width: shape[2])
      let padded = plan.shapes.count
      plan.shapes.append([
        shape[0], shape[1] + amount.top + amount.bottom, shape[2] + amount.left + amount.right,
      ])
      plan.steps.append(
        Step(
          operation: PaddingOperation(amount: amount, mode: convolution.paddingMode),
          inputs: step.inputs, output: padded, activation: nil,
          parameters: step.parameters.lowerBound..<step.parameters.lowerBound,
          buffers: step.buffers.lowerBound..<step.buffers.lowerBound, path: step.path,
          multiplyAccumulates: 0, layer: step.layer))
      plan.steps.append(
        Step(
          operation: ConvolutionOperation(
            window: SlidingWindow(
              owner: "Conv2D", kernel: window.kernel, stride: window.stride,
              dilation: window.dilation, padding: .valid), groups: convolution.groups,
            paddingMode: .zero, hasBias: convolution.hasBias), inputs: [padded],
          output: step.output, activation: step.activation, parameters: step.parameters,
          buffers: step.buffers, path: step.path, multiplyAccumulates: step.multiplyAccumulates,
          layer: step.layer))
    }
    return plan
  }
}
