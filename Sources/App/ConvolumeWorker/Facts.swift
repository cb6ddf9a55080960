import CUDABackend
import Foundation
import Tensors

/// What results depend on beyond the code, as `convolume-worker --describe` prints it.
enum Facts {
  /// One JSON object: OpenBLAS's build and the kernels it chose, the engine's own, its threads, and the
  /// device.
  static func json() throws -> String {
    let facts = [
      "blas": BLASLibrary.build, "blas core": BLASLibrary.core,
      "instruction set": "\(InstructionSet.current)", "threads": String(Parallelism.threads),
      "device": try DeviceChoice.fromEnvironment().found().name,
    ]
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(facts), as: UTF8.self)
  }
}
