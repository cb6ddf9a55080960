/// Sums of partial gradients that wait for each other, so that several share a launch.
final class PendingSums {
  private var waiting: [PartialSumKernels.Sum] = []

  /// Adds sums, whose partials must last until the end of the backward pass.
  func add(_ sums: [PartialSumKernels.Sum], on gpu: any GPU) throws {
    for sum in sums {
      waiting.append(sum)
      if waiting.count == PartialSumKernels.most { try flush(on: gpu) }
    }
  }

  /// Queues what waits.
  func flush(on gpu: any GPU) throws {
    guard !waiting.isEmpty else { return }
    try gpu.launch(PartialSumKernels.add(waiting))
    waiting = []
  }
}
