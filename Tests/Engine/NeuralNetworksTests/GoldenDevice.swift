import CUDABackend
import Foundation
import NeuralNetworks

/// Where the recorded runs are repeated: on the processor, or on the card of this machine where
/// `CONVOLUME_GOLDEN_ON_CARD` is set, as `Benchmarks/gpu.sh` sets it.
enum GoldenDevice {
  /// Lets the engine use the device, once for the process.
  static let chosen: Void = {
    guard ProcessInfo.processInfo.environment["CONVOLUME_GOLDEN_ON_CARD"] != nil else { return }
    do {
      Backends.use(CUDA(try CUDACard.open()))
    } catch {
      fatalError("CONVOLUME_GOLDEN_ON_CARD is set, but no card can be used: \(error)")
    }
  }()
}
