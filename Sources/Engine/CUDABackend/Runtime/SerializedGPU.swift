import class Foundation.NSRecursiveLock

/// A card that several threads may use: one call at a time, and a capture as a whole.
///
/// Networks have memory of their own, and what is queued runs in order; so calls of two networks may
/// alternate, but nothing may come in between what is recorded as a graph.
package final class SerializedGPU: GPU, @unchecked Sendable {
  // Only ever used under the lock, which a capture holds while its own body takes it again.
  private let card: any GPU
  private let lock = NSRecursiveLock()
  package let facts: CardFacts

  package init(_ card: any GPU) {
    self.card = card
    facts = card.facts
  }

  private func alone<Result>(_ body: (any GPU) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(card)
  }

  package func allocate(bytes: Int) throws -> DeviceAddress {
    try alone { try $0.allocate(bytes: bytes) }
  }

  package func free(_ address: DeviceAddress) { alone { $0.free(address) } }

  package func allocateShared(
    bytes: Int
  ) throws -> (host: UnsafeMutableRawPointer, device: DeviceAddress) {
    try alone { try $0.allocateShared(bytes: bytes) }
  }

  package func freeShared(_ host: UnsafeMutableRawPointer) { alone { $0.freeShared(host) } }

  package func upload(_ bytes: UnsafeRawBufferPointer, to address: DeviceAddress) throws {
    try alone { try $0.upload(bytes, to: address) }
  }

  package func download(
    _ address: DeviceAddress, into bytes: UnsafeMutableRawBufferPointer
  ) throws {
    try alone { try $0.download(address, into: bytes) }
  }

  package func copy(from source: DeviceAddress, to target: DeviceAddress, bytes: Int) throws {
    try alone { try $0.copy(from: source, to: target, bytes: bytes) }
  }

  package func clear(_ address: DeviceAddress, bytes: Int) throws {
    try alone { try $0.clear(address, bytes: bytes) }
  }

  package func launch(_ launch: KernelLaunch) throws { try alone { try $0.launch(launch) } }

  package func multiply(_ product: DeviceProduct) throws { try alone { try $0.multiply(product) } }

  package func prepare(_ convolution: DeviceConvolution) throws {
    try alone { try $0.prepare(convolution) }
  }

  package func convolve(
    _ convolution: DeviceConvolution, input: DeviceAddress, weight: DeviceAddress,
    bias: DeviceAddress?, rectifies: Bool, output: DeviceAddress
  ) throws {
    try alone {
      try $0.convolve(
        convolution, input: input, weight: weight, bias: bias, rectifies: rectifies, output: output)
    }
  }

  package func convolutionInputGradient(
    _ convolution: DeviceConvolution, outputGradient: DeviceAddress, weight: DeviceAddress,
    inputGradient: DeviceAddress
  ) throws {
    try alone {
      try $0.convolutionInputGradient(
        convolution, outputGradient: outputGradient, weight: weight, inputGradient: inputGradient)
    }
  }

  package func convolutionWeightGradient(
    _ convolution: DeviceConvolution, input: DeviceAddress, outputGradient: DeviceAddress,
    weightGradient: DeviceAddress
  ) throws {
    try alone {
      try $0.convolutionWeightGradient(
        convolution, input: input, outputGradient: outputGradient, weightGradient: weightGradient)
    }
  }

  package func capture(_ body: () throws -> Void) throws -> any DeviceGraph {
    try alone { try $0.capture(body) }
  }

  package func replay(_ graph: any DeviceGraph) throws { try alone { try $0.replay(graph) } }

  package func synchronize() throws { try alone { try $0.synchronize() } }

  package func milliseconds(_ body: () throws -> Void) throws -> Double {
    try alone { try $0.milliseconds(body) }
  }
}
