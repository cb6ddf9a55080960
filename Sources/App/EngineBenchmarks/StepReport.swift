import Foundation
import NeuralNetworks
import Tensors

/// The times of a benchmark's steps, and what they were measured with.
struct StepReport: Encodable, CustomStringConvertible {
  let network: Network
  let mode: String
  let batch: Int
  let threads = Parallelism.threads
  let device = Device.current.description
  let blasCore = BLASLibrary.core
  let matrixProducts = MatrixProducts.current.rawValue
  let instructionSet = InstructionSet.current.rawValue
  let medianMs: Double
  let minMs: Double
  let imagesPerS: Double
  let peakRssMib: Double

  init(network: Network, mode: String, batch: Int, milliseconds: [Double]) {
    self.network = network
    self.mode = mode
    self.batch = batch
    medianMs = milliseconds.median
    minMs = milliseconds.min() ?? 0
    imagesPerS = Double(batch) / medianMs * 1e3
    peakRssMib = ProcessMemory.peakMebibytes
  }

  var description: String {
    String(
      format: "%@ %@, batch %d, %d threads, BLAS core %@, kernels %@: median %.2f ms, "
        + "fastest %.2f ms, %.0f images/s, peak memory %.0f MiB",
      network.rawValue, mode, batch, threads, blasCore, instructionSet, medianMs, minMs,
      imagesPerS, peakRssMib)
  }
}
