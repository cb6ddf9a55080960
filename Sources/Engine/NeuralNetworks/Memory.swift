import Tensors

/// Calls `body` with where two inputs and one output lie in memory, unless one of them is empty.
func withAddresses(
  _ first: Tensor, _ second: Tensor, _ output: UnsafeMutableBufferPointer<Float>,
  _ body: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
) {
  first.withValues { first in
    second.withValues { second in
      guard
        let first = first.baseAddress, let second = second.baseAddress,
        let output = output.baseAddress
      else { return output.update(repeating: 0) }
      body(first, second, output)
    }
  }
}

/// Calls `body` with where one input and one output lie in memory, unless one of them is empty.
func withAddresses(
  _ input: Tensor, _ output: UnsafeMutableBufferPointer<Float>,
  _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
) {
  input.withValues { input in
    guard let input = input.baseAddress, let output = output.baseAddress else {
      return output.update(repeating: 0)
    }
    body(input, output)
  }
}

/// Calls `body` with room for `count` numbers, whatever they are.
func withScratch(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
  let scratch = UnsafeMutablePointer<Float>.allocate(capacity: max(count, 1))
  defer { scratch.deallocate() }
  body(scratch)
}
