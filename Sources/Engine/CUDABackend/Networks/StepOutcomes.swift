import NeuralNetworks

/// The losses and hits of an epoch's steps, in memory in which the card writes and the host watches.
final class StepOutcomes {
  private let memory: SharedMemory
  private let steps: Int

  /// A pattern of bits that no loss has: the step is not over yet.
  private static let pending: UInt64 = 0x7FF8_C0DE_C0DE_C0DE

  init(_ gpu: any GPU, steps: Int) throws {
    self.steps = steps
    memory = try SharedMemory(gpu, bytes: steps * 12)
    clear()
  }

  var losses: DeviceAddress { memory.device }
  var hits: DeviceAddress { memory.device + steps * 8 }

  /// Forgets the last epoch.
  func clear() {
    let losses = memory.host.bindMemory(to: UInt64.self, capacity: steps)
    for step in 0..<steps { losses[step] = Self.pending }
  }

  /// Waits until the card has written what a step came to; it writes the loss last.
  func wait(for step: Int, on gpu: any GPU) throws -> BatchOutcome {
    var looks = 0
    while bits(of: step) == Self.pending {
      looks += 1
      // A failure on the card would never be seen here: ask for it now and then.
      if looks % Self.patience == 0 { try gpu.synchronize() }
    }
    let hits = (memory.host + steps * 8 + step * 4).load(as: Int32.self)
    return BatchOutcome(
      batch: step, loss: Double(bitPattern: bits(of: step)), correct: Int(hits))
  }

  private static let patience = 1 << 24

  /// Reads a loss anew: another processor may have changed it since the last look.
  @inline(never)
  private func bits(of step: Int) -> UInt64 { (memory.host + step * 8).load(as: UInt64.self) }
}
