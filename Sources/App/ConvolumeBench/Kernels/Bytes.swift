/// An array of bytes for a kernel to read and write.
final class Bytes: @unchecked Sendable {
  let start: UnsafeMutablePointer<UInt8>

  /// Small values, the same each time.
  init(_ count: Int) {
    start = .allocate(capacity: max(count, 1))
    for index in 0..<count { start[index] = UInt8(truncatingIfNeeded: index &* 7919 >> 3) }
  }

  deinit { start.deallocate() }
}
