/// One card and one queue of work on it: the real one, or one that stands in for it in tests.
///
/// What is queued runs in order, and later than the call that queued it; `download`, `synchronize` and
/// `milliseconds` wait. A call that fails throws a `CUDAError`; work that failed on the card is told by
/// the next call that waits.
package protocol GPU: AnyObject {
  var facts: CardFacts { get }

  /// Returns memory of the card, aligned to 256 bytes and not cleared.
  func allocate(bytes: Int) throws -> DeviceAddress
  func free(_ address: DeviceAddress)

  /// Returns memory of the host that both sides see (page-locked and mapped), cleared.
  func allocateShared(bytes: Int) throws -> (host: UnsafeMutableRawPointer, device: DeviceAddress)
  func freeShared(_ host: UnsafeMutableRawPointer)

  /// Copies to the card, and returns when the host's memory may be used again.
  func upload(_ bytes: UnsafeRawBufferPointer, to address: DeviceAddress) throws
  /// Copies from the card, after all that is queued.
  func download(_ address: DeviceAddress, into bytes: UnsafeMutableRawBufferPointer) throws
  /// Queues a copy from one place of the card to another; the two must not overlap.
  func copy(from source: DeviceAddress, to target: DeviceAddress, bytes: Int) throws
  /// Queues zeros.
  func clear(_ address: DeviceAddress, bytes: Int) throws

  /// Queues a kernel; at its first use its file is compiled, or read from the kernels that were kept.
  func launch(_ launch: KernelLaunch) throws

  /// Queues a matrix product, with working memory that the card owns.
  func multiply(_ product: DeviceProduct) throws

  /// Chooses the algorithms of a convolution by fixed rules and reserves their working memory.
  ///
  /// All convolutions share that memory, so each must be prepared before the first graph is captured.
  func prepare(_ convolution: DeviceConvolution) throws
  /// Queues output = act(input ∗ weight + bias).
  func convolve(
    _ convolution: DeviceConvolution, input: DeviceAddress, weight: DeviceAddress,
    bias: DeviceAddress?, rectifies: Bool, output: DeviceAddress) throws
  /// Queues the gradient with respect to the input.
  func convolutionInputGradient(
    _ convolution: DeviceConvolution, outputGradient: DeviceAddress, weight: DeviceAddress,
    inputGradient: DeviceAddress) throws
  /// Queues the gradient with respect to the filters.
  func convolutionWeightGradient(
    _ convolution: DeviceConvolution, input: DeviceAddress, outputGradient: DeviceAddress,
    weightGradient: DeviceAddress) throws

  /// Records what `body` queues as one graph, without running it.
  ///
  /// `body` must have run once before, so that every kernel is loaded and every algorithm is chosen; it
  /// may not wait, nor upload or download.
  func capture(_ body: () throws -> Void) throws -> any DeviceGraph
  /// Queues a captured graph.
  func replay(_ graph: any DeviceGraph) throws

  /// Waits for all that is queued.
  func synchronize() throws
  /// Returns the milliseconds that the card takes for what `body` queues, by its own clock.
  func milliseconds(_ body: () throws -> Void) throws -> Double
}

/// Work that was recorded once and is queued again by one call.
package protocol DeviceGraph: AnyObject {}
