/// Memory of the card that is given back when nobody needs it any more.
final class DeviceMemory {
  let address: DeviceAddress
  let bytes: Int
  private let gpu: any GPU

  /// Takes memory, cleared.
  init(_ gpu: any GPU, bytes: Int) throws {
    self.gpu = gpu
    self.bytes = max(bytes, 256)
    address = try gpu.allocate(bytes: self.bytes)
    try gpu.clear(address, bytes: self.bytes)
  }

  deinit { gpu.free(address) }

  /// Writes numbers to its beginning.
  func write<Number: BitwiseCopyable>(_ numbers: [Number]) throws {
    try numbers.withUnsafeBytes { try gpu.upload($0, to: address) }
  }
}

/// Memory of the host that the card sees too.
final class SharedMemory {
  let host: UnsafeMutableRawPointer
  let device: DeviceAddress
  private let gpu: any GPU

  init(_ gpu: any GPU, bytes: Int) throws {
    self.gpu = gpu
    (host, device) = try gpu.allocateShared(bytes: max(bytes, 64))
  }

  deinit { gpu.freeShared(host) }
}
