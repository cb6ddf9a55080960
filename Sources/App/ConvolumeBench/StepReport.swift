import Foundation
import Tensors

/// The times of a benchmark's steps, and what they were measured with.
struct StepReport: Encodable, CustomStringConvertible {
  let network: String
  let mode: String
  let batch: Int
  let threads = Parallelism.threads
  let blasCore = BLASLibrary.core
  let medianMs: Double
  let minMs: Double
  let imagesPerS: Double
  let peakRssMib: Double

  init(network: String, mode: String, batch: Int, milliseconds: [Double]) {
    self.network = network
    self.mode = mode
    self.batch = batch
    let sorted = milliseconds.sorted()
    medianMs = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    minMs = sorted[0]
    imagesPerS = Double(batch) / medianMs * 1e3
    peakRssMib = Self.peakMemory / 1_048_576
  }

  /// The largest resident size of this process so far, in bytes.
  private static var peakMemory: Double {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Double(usage.ru_maxrss) * 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss)
    #endif
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  var description: String {
    String(
      format: "%@ %@, batch %d, %d threads, BLAS core %@: median %.2f ms, fastest %.2f ms, "
        + "%.0f images/s, peak memory %.0f MiB",
      network, mode, batch, threads, blasCore, medianMs, minMs, imagesPerS, peakRssMib)
  }
}
