import Datasets
import Foundation
import NeuralNetworks
import Tensors

/// What results were made with.
struct Conditions: Encodable {
  var threads = Parallelism.threads
  var device = Device.current.description
  var blas = BLASLibrary.build
  var blasCore = BLASLibrary.core
  var matrixProducts = MatrixProducts.current.rawValue
  var instructionSet = InstructionSet.current.rawValue
  /// The SHA-256 of this program, which holds the whole engine; nil when it cannot be read.
  var engineSha256 = Conditions.programDigest

  private static var programDigest: String? {
    guard let program = Bundle.main.executableURL,
      let content = FileManager.default.contents(atPath: program.path)
    else { return nil }
    return Datasets.digest(of: [UInt8](content))
  }
}
