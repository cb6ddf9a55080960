/// One start of a kernel: which one, over how many threads, with what.
package struct KernelLaunch: Equatable, Sendable {
  /// The file in `Kernels/` without its ending, such as `Pooling`.
  package var source: String
  /// The `extern "C"` name in it, such as `maximum_pooling_forward`.
  package var kernel: String
  /// How many blocks are started.
  package var grid: Extent3
  /// How many threads a block has.
  package var block: Extent3
  /// The bytes of shared memory of a block whose size the kernel leaves open.
  package var sharedBytes: Int
  /// In the order of the kernel's declaration.
  package var arguments: [KernelArgument]

  package init(
    source: String, kernel: String, grid: Extent3, block: Extent3, sharedBytes: Int = 0,
    arguments: [KernelArgument]
  ) {
    self.source = source
    self.kernel = kernel
    self.grid = grid
    self.block = block
    self.sharedBytes = sharedBytes
    self.arguments = arguments
  }
}

/// A number of blocks or threads along three axes, x fastest.
package struct Extent3: Hashable, Sendable {
  package var x: Int
  package var y: Int
  package var z: Int

  package init(_ x: Int, _ y: Int = 1, _ z: Int = 1) {
    self.x = x
    self.y = y
    self.z = z
  }

  /// How many there are in all.
  package var count: Int { x * y * z }
}

/// One argument of a kernel, as its declaration in C has it.
package enum KernelArgument: Equatable, Sendable {
  /// Any pointer.
  case address(DeviceAddress)
  /// An `int`, of 32 bits.
  case int(Int)
  /// A `float`.
  case float(Float)
  /// An `unsigned long long`.
  case uint64(UInt64)
  /// A struct of `int`s, by value.
  case words([Int32])
}
