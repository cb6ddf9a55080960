/// An array of small numbers on whole cache lines, for a kernel to read and write.
final class Numbers: @unchecked Sendable {
  let count: Int
  let start: UnsafeMutablePointer<Float>

  /// Numbers between -0.5 and 0.5, the same each time.
  init(_ count: Int) {
    self.count = count
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    start = memory.bindMemory(to: Float.self, capacity: max(count, 1))
    for index in 0..<count {
      start[index] = Float((index &* 7919) & 1023) / 1024 - 0.5
    }
  }

  deinit { start.deallocate() }
}
