/// What a card is, and with which versions of its libraries it works: part of a result's origin.
package struct CardFacts: Hashable, Sendable, Codable {
  /// As its maker calls it, such as `NVIDIA H100 80GB HBM3`.
  package var name: String
  /// Major and minor number of what it can do, such as 9 and 0.
  package var computeCapability: ComputeCapability
  package var multiprocessors: Int
  package var memoryBytes: Int
  /// The bytes of shared memory that one block may ask for.
  package var sharedBytesOfBlock: Int
  /// The newest CUDA that the driver knows, such as `13.0`.
  package var driver: String
  package var nvrtc: String
  package var cublasLt: String
  package var cudnn: String

  package init(
    name: String, computeCapability: ComputeCapability, multiprocessors: Int, memoryBytes: Int,
    sharedBytesOfBlock: Int, driver: String, nvrtc: String, cublasLt: String, cudnn: String
  ) {
    self.name = name
    self.computeCapability = computeCapability
    self.multiprocessors = multiprocessors
    self.memoryBytes = memoryBytes
    self.sharedBytesOfBlock = sharedBytesOfBlock
    self.driver = driver
    self.nvrtc = nvrtc
    self.cublasLt = cublasLt
    self.cudnn = cudnn
  }
}

/// The generation of a card's instructions, as NVIDIA numbers them.
package struct ComputeCapability: Hashable, Sendable, Codable, CustomStringConvertible {
  package var major: Int
  package var minor: Int

  package init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  package var description: String { "\(major).\(minor)" }
}
