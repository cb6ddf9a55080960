import Tensors

/// One operation of a plan, compiled for sixteen interleaved images at a time.
///
/// An operator reads the numbers of one buffer and writes those of another; on the way back it reads the
/// gradient of the one and writes that of the other. `CPUNetwork` says what all this is for.
protocol CPUOperator: AnyObject {
  /// Computes the output of all images.
  func forward(_ run: ExecutionContext)

  /// Computes the gradients of the parameters and, where someone needs it, of the input.
  func backward(_ run: ExecutionContext)
}

/// An operator that measures numbers without a gradient while a network is trained, as running means are.
protocol MeasuringOperator: CPUOperator {
  /// Takes over what the last forward pass has measured.
  ///
  /// Returns the running values so far, in the order of the layer's `visitStatistics`.
  func updateRunningStatistics() -> [Tensor]
}
