/// How work is divided among the blocks of a kernel.
package enum KernelGrid {
  /// How many blocks of `size` cover `count`.
  package static func blocks(for count: Int, of size: Int) -> Int {
    max((count + size - 1) / size, 1)
  }

  /// Blocks for a kernel whose threads go on until all is done: enough to keep 132 multiprocessors
  /// with 2048 threads each busy, and no more than there is work for.
  package static func persistent(for count: Int, threads: Int) -> Extent3 {
    Extent3(min(blocks(for: count, of: threads), 132 * 2048 / threads))
  }
}
