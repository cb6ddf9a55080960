import NeuralNetworks

/// Pooling by the mean or the length of each window.
package enum SumPoolingKernels {
  /// Pools images; `kind` is `.mean` or `.length`.
  package static func forward(
    _ pooling: DevicePooling, kind: DevicePooling.Kind, input: DeviceAddress, output: DeviceAddress
  ) -> KernelLaunch {
    KernelLaunch(
      source: "SumPooling", kernel: "sum_pooling_forward" + variant(pooling),
      grid: pooling.grid(places: pooling.outputHeight * pooling.outputWidth), block: Extent3(256),
      arguments: [.address(input), .address(output), pooling.words, .int(code(kind))])
  }

  /// The gradient of the input.
  ///
  /// - `input`: The pooling's input, for a length, and wherever an activation made it.
  /// - `output`: The pooling's output, for a length.
  /// - `activation`: What made the input, if its slope is taken over: the result is then the gradient
  ///   of what came before it.
  package static func backward(
    _ pooling: DevicePooling, kind: DevicePooling.Kind, outputGradient: DeviceAddress,
    input: DeviceAddress?, output: DeviceAddress?, activation: DeviceActivation = .none,
    inputGradient: DeviceAddress
  ) -> KernelLaunch {
    KernelLaunch(
      source: "SumPooling", kernel: "sum_pooling_backward" + variant(pooling),
      grid: pooling.grid(places: pooling.height * pooling.width), block: Extent3(256),
      arguments: [
        .address(outputGradient),
        .address(ifAny: kind == .length || activation != .none ? input : nil),
        .address(ifAny: output), .address(inputGradient), pooling.words, .int(code(kind)),
        .int(activation.rawValue),
      ])
  }

  private static func code(_ kind: DevicePooling.Kind) -> Int { kind == .length ? 1 : 0 }

  private static func variant(_ pooling: DevicePooling) -> String {
    pooling.lanes == 4 ? "_by4" : ""
  }
}
