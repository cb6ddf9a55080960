/// Probabilities from scores, `[rows, classes]`.
package enum SoftmaxKernels {
  package static func forward(
    _ input: DeviceAddress, rows: Int, classes: Int, into output: DeviceAddress
  ) -> KernelLaunch {
    launch("softmax_forward", [input], rows, classes, output)
  }

  /// Writes the gradient of the scores, from the probabilities.
  package static func backward(
    _ outputGradient: DeviceAddress, output: DeviceAddress, rows: Int, classes: Int,
    into inputGradient: DeviceAddress
  ) -> KernelLaunch {
    launch("softmax_backward", [outputGradient, output], rows, classes, inputGradient)
  }

  private static func launch(
    _ kernel: String, _ inputs: [DeviceAddress], _ rows: Int, _ classes: Int,
    _ output: DeviceAddress
  ) -> KernelLaunch {
    KernelLaunch(
      source: "Softmax", kernel: kernel, grid: Extent3(KernelGrid.blocks(for: rows, of: 4)),
      block: Extent3(128),
      arguments: inputs.map { .address($0) } + [.int(rows), .int(classes), .address(output)])
  }
}
