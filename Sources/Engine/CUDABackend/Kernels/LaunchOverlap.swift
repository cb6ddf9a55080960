extension KernelLaunch {
  /// The kernels that wait for their predecessor by themselves (`awaitPreviousKernel`).
  private static let waiting: Set<String> = [
    "gather_batch", "gather_batch_channels_last", "pooled_convolution_forward",
    "pooled_convolution_backward", "small_linear_forward", "small_linear_gradients",
    "linear_head", "sum_partials", "adam_step", "momentum_step",
  ]

  /// The same launch, started while the one before it still runs where its kernel knows how to wait.
  ///
  /// What is queued before it must be a kernel too.
  package var overlappingPrevious: KernelLaunch {
    guard Self.waiting.contains(kernel) else { return self }
    var launch = self
    launch.overlapsPrevious = true
    return launch
  }
}
