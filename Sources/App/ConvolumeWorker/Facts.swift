import CUDABackend
import Convolume
import Foundation
import Tensors

/// What results depend on beyond the code, as `convolume-worker --describe` prints it.
enum Facts {
  /// One JSON object: OpenBLAS's build and the kernels it chose, the engine's own, its threads, and the
  /// device; and what the worker was built from.
  static func json() throws -> String {
    let facts = [
      "blas": BLASLibrary.build, "blas core": BLASLibrary.core,
      "matrix products": MatrixProducts.summary,
      "instruction set": "\(InstructionSet.current)", "threads": String(Parallelism.threads),
      "device": try DeviceChoice.fromEnvironment().found().name,
      "engine": BuiltFrom.engine, "cells": BuiltFrom.cells,
      "engine modules": BuiltFrom.engineModules.sorted().joined(separator: " "),
      "engine names": BuiltFrom.engineNames.sorted().joined(separator: " "),
    ]
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(facts), as: UTF8.self)
  }
}
