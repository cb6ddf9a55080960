/// The memory of a GPU in tests: blocks with gaps between them, so that an address behind the end of one
/// lies in no other.
final class RecordedMemory {
  private var blocks: [DeviceAddress: UnsafeMutableRawBufferPointer] = [:]
  private var next = DeviceAddress(rawValue: 0x7f00_0000_0000)
  private(set) var liveBytes = 0
  private(set) var peakBytes = 0

  deinit { for block in blocks.values { block.deallocate() } }

  /// Returns a cleared block, at an address aligned to 256 bytes.
  func allocate(bytes: Int) -> DeviceAddress {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 256)
    block.initializeMemory(as: UInt8.self, repeating: 0)
    let address = next
    blocks[address] = block
    next = next + (bytes / 256 + 17) * 256
    liveBytes += bytes
    peakBytes = max(peakBytes, liveBytes)
    return address
  }

  func free(_ address: DeviceAddress) {
    guard let block = blocks.removeValue(forKey: address) else { return }
    liveBytes -= block.count
    block.deallocate()
  }

  /// Whether so many bytes from an address on lie in one block.
  func holds(_ address: DeviceAddress, bytes: Int) -> Bool {
    place(of: address, bytes: bytes) != nil
  }

  /// Returns where so many bytes of the card lie in the host's memory.
  ///
  /// - Throws: `RecordingError.outsideOfMemory` unless all of them lie in one block.
  func bytes(at address: DeviceAddress, count: Int) throws -> UnsafeMutableRawPointer {
    guard let place = place(of: address, bytes: count) else {
      throw RecordingError.outsideOfMemory(address, bytes: count, user: "a copy")
    }
    return place
  }

  /// Returns the block that begins at a place of the host's memory.
  func address(of host: UnsafeMutableRawPointer) -> DeviceAddress? {
    blocks.first { $0.value.baseAddress == host }?.key
  }

  private func place(of address: DeviceAddress, bytes: Int) -> UnsafeMutableRawPointer? {
    for (start, block) in blocks where start.rawValue <= address.rawValue {
      let offset = Int(address.rawValue - start.rawValue)
      if offset + bytes <= block.count, offset < max(block.count, 1) {
        return block.baseAddress.map { $0 + offset }
      }
    }
    return nil
  }
}

/// What a card would not have noticed, or not at once.
package enum RecordingError: Error, Equatable, Sendable {
  case outsideOfMemory(DeviceAddress, bytes: Int, user: String)
  case impossibleExtent(kernel: String, grid: Extent3, block: Extent3)
  case impossibleStride(String, stride: Int, columns: Int)
  case notPrepared(DeviceConvolution)
  case notInCapture(String)
}

extension RecordingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .outsideOfMemory(let address, let bytes, let user):
      "\(user) uses \(bytes) bytes at \(address), which are not all inside of one allocation. Check its "
        + "address and sizes."
    case .impossibleExtent(let kernel, let grid, let block):
      "The kernel '\(kernel)' cannot be started on \(grid) blocks of \(block) threads. A block has 1 to "
        + "1024 threads, at most 64 along z; a grid has 1 to 65535 blocks along y and z."
    case .impossibleStride(let name, let stride, let columns):
      "\(name) of a matrix product has rows of \(columns) numbers that lie \(stride) apart. Give it a "
        + "stride of at least \(columns)."
    case .notPrepared(let convolution):
      "\(convolution) was not prepared. Call prepare(_:) before the first graph is captured."
    case .notInCapture(let call):
      "\(call) waits for the card, which cannot be captured. Call it before or after."
    }
  }
}
