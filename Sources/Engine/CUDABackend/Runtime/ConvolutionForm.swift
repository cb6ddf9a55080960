/// One thing that cuDNN computes of a convolution, with what is fused to it.
package struct ConvolutionForm: Hashable, Sendable {
  package var convolution: DeviceConvolution
  package var pass: ConvolutionPass
  /// Whether a bias is added to the output; only forward.
  package var hasBias: Bool
  /// Whether ReLU is applied to the output; only forward, and with a bias.
  package var rectifies: Bool

  package init(
    _ convolution: DeviceConvolution, _ pass: ConvolutionPass, hasBias: Bool = false,
    rectifies: Bool = false
  ) {
    self.convolution = convolution
    self.pass = pass
    self.hasBias = hasBias
    self.rectifies = rectifies
  }

  /// The forms of a training step: those that `prepare` makes ready.
  package static func all(of convolution: DeviceConvolution) -> [ConvolutionForm] {
    [
      ConvolutionForm(convolution, .forward, hasBias: true, rectifies: true),
      ConvolutionForm(convolution, .inputGradient), ConvolutionForm(convolution, .weightGradient),
    ]
  }
}

/// A tensor of a convolution, by the number under which its address is given to cuDNN.
enum ConvolutionTensor: Int {
  /// The input, or its gradient.
  case input = 1
  /// The filters, or their gradient.
  case weight = 2
  /// The output, or its gradient.
  case output = 3
  case bias = 4
  /// What is handed from one fused operation to the next, without an address.
  case convolved = 5
  case biased = 6
}
