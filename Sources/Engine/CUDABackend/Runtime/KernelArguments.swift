import Contracts

/// The arguments of a kernel, laid out as `cuLaunchKernel` takes them: a list of pointers, each to the
/// bytes of one argument.
package struct KernelArguments {
  /// The bytes, each argument at a multiple of eight.
  package private(set) var words: [UInt64] = []
  /// Where in `words` each argument begins.
  package private(set) var places: [Int] = []

  package init(_ arguments: [KernelArgument], of kernel: String) {
    words.reserveCapacity(arguments.count)
    for argument in arguments {
      places.append(words.count)
      switch argument {
      case .address(let address): words.append(address.rawValue)
      case .int(let number):
        guard let number = Int32(exactly: number) else {
          require(false, "\(kernel): expected an argument of 32 bits, got \(number).")
          return
        }
        words.append(UInt64(UInt32(bitPattern: number)))
      case .float(let number): words.append(UInt64(number.bitPattern))
      case .uint64(let number): words.append(number)
      case .words(let numbers):
        for start in stride(from: 0, to: numbers.count, by: 2) {
          let low = UInt64(UInt32(bitPattern: numbers[start]))
          let high = start + 1 < numbers.count ? UInt32(bitPattern: numbers[start + 1]) : 0
          words.append(low | UInt64(high) << 32)
        }
      }
    }
  }

  /// Calls `body` with the list of pointers, which live as long as the call.
  package mutating func withPointers<Result>(
    _ body: (UnsafeMutablePointer<UnsafeMutableRawPointer?>?) throws -> Result
  ) rethrows -> Result {
    try words.withUnsafeMutableBytes { bytes in
      var pointers = places.map { place in bytes.baseAddress.map { $0 + 8 * place } }
      return try pointers.withUnsafeMutableBufferPointer { try body($0.baseAddress) }
    }
  }
}
