/// A GPU for tests without a card: it has memory, which can be read and written, and keeps a list of all
/// that was asked of it; it computes nothing.
///
/// It is stricter than a card: an address outside of allocated memory is an error here at once.
package final class RecordingGPU: GPU {
  /// Something that was asked for.
  package enum Event: Equatable, Sendable {
    case allocate(DeviceAddress, bytes: Int)
    case free(DeviceAddress)
    case upload(DeviceAddress, bytes: Int)
    case download(DeviceAddress, bytes: Int)
    case copy(from: DeviceAddress, to: DeviceAddress, bytes: Int)
    case clear(DeviceAddress, bytes: Int)
    case launch(KernelLaunch)
    case multiply(DeviceProduct)
    case prepare(DeviceConvolution)
    case convolve(
      DeviceConvolution, input: DeviceAddress, weight: DeviceAddress, bias: DeviceAddress?,
      rectifies: Bool, output: DeviceAddress)
    case convolutionInputGradient(
      DeviceConvolution, outputGradient: DeviceAddress, weight: DeviceAddress,
      inputGradient: DeviceAddress)
    case convolutionWeightGradient(
      DeviceConvolution, input: DeviceAddress, outputGradient: DeviceAddress,
      weightGradient: DeviceAddress)
    case capture([Event])
    case replay([Event])
    case synchronize
  }

  /// What was captured.
  package final class Graph: DeviceGraph {
    package let events: [Event]
    init(_ events: [Event]) { self.events = events }
  }

  package let facts: CardFacts
  /// All that was asked for, in order; what was captured stands inside of its capture.
  package private(set) var events: [Event] = []
  private let memory = RecordedMemory()
  private var prepared: Set<DeviceConvolution> = []
  private var isCapturing = false

  package init(facts: CardFacts = .madeUp) { self.facts = facts }

  /// The bytes that are allocated now, those that the host sees included.
  package var liveBytes: Int { memory.liveBytes }
  /// The most bytes that were allocated at one time.
  package var peakBytes: Int { memory.peakBytes }
  /// All starts of kernels, those inside of captures included.
  package var launches: [KernelLaunch] { Self.launches(in: events) }

  /// Forgets what was asked for so far; memory stays.
  package func forgetEvents() { events = [] }

  package func allocate(bytes: Int) throws -> DeviceAddress {
    let address = memory.allocate(bytes: bytes)
    events.append(.allocate(address, bytes: bytes))
    return address
  }

  package func free(_ address: DeviceAddress) {
    memory.free(address)
    events.append(.free(address))
  }

  package func allocateShared(
    bytes: Int
  ) throws -> (host: UnsafeMutableRawPointer, device: DeviceAddress) {
    let address = try allocate(bytes: bytes)
    return (try memory.bytes(at: address, count: bytes), address)
  }

  package func freeShared(_ host: UnsafeMutableRawPointer) {
    if let address = memory.address(of: host) { free(address) }
  }

  package func upload(_ bytes: UnsafeRawBufferPointer, to address: DeviceAddress) throws {
    try mayWait("upload")
    let target = try memory.bytes(at: address, count: bytes.count)
    if let start = bytes.baseAddress { target.copyMemory(from: start, byteCount: bytes.count) }
    events.append(.upload(address, bytes: bytes.count))
  }

  package func download(
    _ address: DeviceAddress, into bytes: UnsafeMutableRawBufferPointer
  ) throws {
    try mayWait("download")
    let source = try memory.bytes(at: address, count: bytes.count)
    bytes.baseAddress?.copyMemory(from: source, byteCount: bytes.count)
    events.append(.download(address, bytes: bytes.count))
  }

  package func copy(from source: DeviceAddress, to target: DeviceAddress, bytes: Int) throws {
    let (from, to) = (
      try memory.bytes(at: source, count: bytes), try memory.bytes(at: target, count: bytes)
    )
    if !isCapturing { to.copyMemory(from: from, byteCount: bytes) }
    events.append(.copy(from: source, to: target, bytes: bytes))
  }

  package func clear(_ address: DeviceAddress, bytes: Int) throws {
    let target = try memory.bytes(at: address, count: bytes)
    if !isCapturing { target.initializeMemory(as: UInt8.self, repeating: 0, count: bytes) }
    events.append(.clear(address, bytes: bytes))
  }

  package func launch(_ launch: KernelLaunch) throws {
    for case .address(let address) in launch.arguments where address.rawValue != 0 {
      try check(address, bytes: 1, "the kernel '\(launch.kernel)'")
    }
    guard launch.sharedBytes <= facts.sharedBytesOfBlock else {
      throw CUDAError.tooMuchSharedMemory(
        kernel: launch.kernel, requested: launch.sharedBytes, limit: facts.sharedBytesOfBlock)
    }
    let (grid, block) = (launch.grid, launch.block)
    guard block.count <= 1024, [block.x, block.y, block.z, grid.x, grid.y, grid.z].min() ?? 0 > 0,
      block.z <= 64, max(grid.y, grid.z) <= 65_535, grid.x <= Int(Int32.max)
    else {
      throw RecordingError.impossibleExtent(kernel: launch.kernel, grid: grid, block: block)
    }
    events.append(.launch(launch))
  }

  package func multiply(_ product: DeviceProduct) throws {
    func check(
      _ name: String, _ address: DeviceAddress, rows: Int, columns: Int, stride: Int, step: Int
    ) throws {
      guard stride >= columns else {
        throw RecordingError.impossibleStride(name, stride: stride, columns: columns)
      }
      try self.check(
        address, bytes: 4 * ((product.batch - 1) * step + (rows - 1) * stride + columns),
        "\(name) of a matrix product")
    }
    let (rows, columns, depth) = (product.rows, product.columns, product.depth)
    let (left, right) = (product.leftIsTransposed, product.rightIsTransposed)
    try check(
      "the left operand", product.left, rows: left ? depth : rows, columns: left ? rows : depth,
      stride: product.leftStride, step: product.leftStep)
    try check(
      "the right operand", product.right, rows: right ? columns : depth,
      columns: right ? depth : columns, stride: product.rightStride, step: product.rightStep)
    try check(
      "the result", product.result, rows: rows, columns: columns, stride: product.resultStride,
      step: product.resultStep)
    if let bias = product.bias {
      try self.check(bias, bytes: 4 * columns, "the bias of a matrix product")
    }
    events.append(.multiply(product))
  }

  package func prepare(_ convolution: DeviceConvolution) throws {
    prepared.insert(convolution)
    events.append(.prepare(convolution))
  }

  package func convolve(
    _ convolution: DeviceConvolution, input: DeviceAddress, weight: DeviceAddress,
    bias: DeviceAddress?, rectifies: Bool, output: DeviceAddress
  ) throws {
    try check(convolution, input: input, weight: weight, output: output)
    if let bias {
      try check(bias, bytes: 4 * convolution.filters, "the bias of a convolution")
    }
    events.append(
      .convolve(
        convolution, input: input, weight: weight, bias: bias, rectifies: rectifies, output: output)
    )
  }

  package func convolutionInputGradient(
    _ convolution: DeviceConvolution, outputGradient: DeviceAddress, weight: DeviceAddress,
    inputGradient: DeviceAddress
  ) throws {
    try check(convolution, input: inputGradient, weight: weight, output: outputGradient)
    events.append(
      .convolutionInputGradient(
        convolution, outputGradient: outputGradient, weight: weight, inputGradient: inputGradient))
  }

  package func convolutionWeightGradient(
    _ convolution: DeviceConvolution, input: DeviceAddress, outputGradient: DeviceAddress,
    weightGradient: DeviceAddress
  ) throws {
    try check(convolution, input: input, weight: weightGradient, output: outputGradient)
    events.append(
      .convolutionWeightGradient(
        convolution, input: input, outputGradient: outputGradient, weightGradient: weightGradient))
  }

  package func capture(_ body: () throws -> Void) throws -> any DeviceGraph {
    try mayWait("capture")
    let before = events
    events = []
    isCapturing = true
    defer { isCapturing = false }
    do {
      try body()
    } catch {
      events = before
      throw error
    }
    let captured = events
    events = before + [.capture(captured)]
    return Graph(captured)
  }

  package func replay(_ graph: any DeviceGraph) throws {
    guard let graph = graph as? Graph else { throw CUDAError.foreignGraph }
    try mayWait("replay")
    events.append(.replay(graph.events))
  }

  package func synchronize() throws {
    try mayWait("synchronize")
    events.append(.synchronize)
  }

  /// Queues what `body` queues; nothing here takes any time.
  package func milliseconds(_ body: () throws -> Void) throws -> Double {
    try mayWait("milliseconds")
    try body()
    return 0
  }

  private func mayWait(_ call: String) throws {
    if isCapturing { throw RecordingError.notInCapture(call) }
  }

  private func check(_ address: DeviceAddress, bytes: Int, _ user: String) throws {
    guard memory.holds(address, bytes: bytes) else {
      throw RecordingError.outsideOfMemory(address, bytes: bytes, user: user)
    }
  }

  private func check(
    _ convolution: DeviceConvolution, input: DeviceAddress, weight: DeviceAddress,
    output: DeviceAddress
  ) throws {
    guard prepared.contains(convolution) else { throw RecordingError.notPrepared(convolution) }
    try check(input, bytes: 4 * convolution.inputCount, "the input of a convolution")
    try check(weight, bytes: 4 * convolution.weightCount, "the filters of a convolution")
    try check(output, bytes: 4 * convolution.outputCount, "the output of a convolution")
  }

  private static func launches(in events: [Event]) -> [KernelLaunch] {
    events.flatMap { event -> [KernelLaunch] in
      switch event {
      case .launch(let launch): [launch]
      case .capture(let events): launches(in: events)
      default: []
      }
    }
  }
}

extension CardFacts {
  /// A card that nobody has, with an H100's measures.
  package static let madeUp = CardFacts(
    name: "Made-up card", computeCapability: ComputeCapability(9, 0), multiprocessors: 132,
    memoryBytes: 80 << 30, sharedBytesOfBlock: 227 << 10, driver: "13.0", nvrtc: "13.0",
    cublasLt: "13.1.0", cudnn: "9.19.1")
}
