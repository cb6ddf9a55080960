import CUDABackend
import NeuralNetworks
import Testing

@Suite struct RecordingGPUTests {
  let gpu = RecordingGPU()

  private func launch(_ arguments: [KernelArgument], grid: Extent3 = Extent3(1), block: Int = 32)
    -> KernelLaunch
  {
    KernelLaunch(
      source: "Example", kernel: "example", grid: grid, block: Extent3(block), arguments: arguments)
  }

  private func outside(_ address: DeviceAddress, _ bytes: Int, _ user: String) -> RecordingError {
    .outsideOfMemory(address, bytes: bytes, user: user)
  }

  @Test func `memory keeps what is uploaded, copied and cleared`() throws {
    let (a, b) = (try gpu.allocate(bytes: 8), try gpu.allocate(bytes: 8))
    try [UInt8](1...8).withUnsafeBytes { try gpu.upload($0, to: a) }
    try gpu.copy(from: a + 2, to: b, bytes: 4)
    try gpu.clear(a, bytes: 3)
    var (first, second) = ([UInt8](repeating: 9, count: 8), [UInt8](repeating: 9, count: 8))
    try first.withUnsafeMutableBytes { try gpu.download(a, into: $0) }
    try second.withUnsafeMutableBytes { try gpu.download(b, into: $0) }
    #expect(first == [0, 0, 0, 4, 5, 6, 7, 8])
    #expect(second == [3, 4, 5, 6, 0, 0, 0, 0])
  }

  @Test func `addresses are aligned, and blocks never touch`() throws {
    let (a, b) = (try gpu.allocate(bytes: 257), try gpu.allocate(bytes: 1))
    #expect(a.rawValue % 256 == 0 && b.rawValue % 256 == 0)
    #expect(b.rawValue >= a.rawValue + 257 + 256)
  }

  @Test func `host memory is seen from both sides`() throws {
    let (host, device) = try gpu.allocateShared(bytes: 4)
    host.storeBytes(of: 7, as: UInt32.self)
    var number: UInt32 = 0
    try withUnsafeMutableBytes(of: &number) { try gpu.download(device, into: $0) }
    #expect(number == 7)
    gpu.freeShared(host)
    #expect(gpu.liveBytes == 0)
  }

  @Test func `bytes are counted`() throws {
    let a = try gpu.allocate(bytes: 100)
    gpu.free(a)
    _ = try gpu.allocate(bytes: 30)
    #expect(gpu.liveBytes == 30)
    #expect(gpu.peakBytes == 100)
  }

  @Test func `an access outside of a block is an error`() throws {
    let a = try gpu.allocate(bytes: 8)
    #expect(throws: outside(a + 4, 8, "a copy")) { try gpu.clear(a + 4, bytes: 8) }
    #expect(throws: outside(a + 8, 1, "the kernel 'example'")) {
      try gpu.launch(launch([.address(a + 8)]))
    }
    gpu.free(a)
    #expect(throws: outside(a, 1, "the kernel 'example'")) {
      try gpu.launch(launch([.address(a)]))
    }
    try gpu.launch(launch([.address(DeviceAddress(rawValue: 0))]))  // A null pointer is allowed.
  }

  @Test func `a start that no card can make is an error`() throws {
    #expect(throws: RecordingError.self) { try gpu.launch(launch([], block: 1025)) }
    #expect(throws: RecordingError.self) { try gpu.launch(launch([], grid: Extent3(0))) }
    #expect(throws: RecordingError.self) { try gpu.launch(launch([], grid: Extent3(1, 65_536))) }
    try gpu.launch(launch([], grid: Extent3(1 << 20, 65_535), block: 1024))
    var greedy = launch([])
    greedy.sharedBytes = 227 << 10
    try gpu.launch(greedy)
    greedy.sharedBytes += 1
    #expect(throws: CUDAError.self) { try gpu.launch(greedy) }
  }

  @Test func `a product must have all of its numbers inside`() throws {
    let block = try gpu.allocate(bytes: 4 * 12)
    func product(_ rows: Int, right: Bool = false, stride: Int = 3) -> DeviceProduct {
      DeviceProduct(
        left: block, leftStride: 4, right: block, rightStride: right ? 4 : stride,
        rightIsTransposed: right, result: block, resultStride: 3, rows: rows, columns: 3, depth: 4,
        precision: .float32)
    }
    try gpu.multiply(product(3))
    try gpu.multiply(product(3, right: true))
    #expect(throws: outside(block, 64, "the left operand of a matrix product")) {
      try gpu.multiply(product(4))
    }
    #expect(throws: RecordingError.impossibleStride("the right operand", stride: 2, columns: 3)) {
      try gpu.multiply(product(3, stride: 2))
    }
  }

  @Test func `a convolution must be prepared, and have all of its numbers inside`() throws {
    let convolution = DeviceConvolution(
      images: 1, channels: 1, height: 4, width: 4, filters: 2, kernel: 3, outputHeight: 2,
      outputWidth: 2, isChannelsLast: false, precision: .float32)
    let input = try gpu.allocate(bytes: 4 * 16)
    let weight = try gpu.allocate(bytes: 4 * 18)
    let output = try gpu.allocate(bytes: 4 * 8)
    func run(_ output: DeviceAddress) throws {
      try gpu.convolve(
        convolution, input: input, weight: weight, bias: nil, rectifies: false, output: output)
    }
    #expect(throws: RecordingError.notPrepared(convolution)) { try run(output) }
    try gpu.prepare(convolution)
    try run(output)
    #expect(throws: outside(output + 4, 32, "the output of a convolution")) { try run(output + 4) }
    try gpu.convolutionInputGradient(
      convolution, outputGradient: output, weight: weight, inputGradient: input)
    #expect(throws: outside(output, 72, "the filters of a convolution")) {
      try gpu.convolutionWeightGradient(
        convolution, input: input, outputGradient: output, weightGradient: output)
    }
  }

  @Test func `what is captured is not run, stands in its graph, and is replayed from it`() throws {
    let a = try gpu.allocate(bytes: 4)
    try [UInt8]([1, 2, 3, 4]).withUnsafeBytes { try gpu.upload($0, to: a) }
    gpu.forgetEvents()
    let graph = try gpu.capture {
      try gpu.clear(a, bytes: 4)
      try gpu.launch(launch([.address(a)]))
    }
    var bytes = [UInt8](repeating: 0, count: 4)
    try bytes.withUnsafeMutableBytes { try gpu.download(a, into: $0) }
    #expect(bytes == [1, 2, 3, 4])
    try gpu.replay(graph)
    let captured: [RecordingGPU.Event] = [
      .clear(a, bytes: 4), .launch(launch([.address(a)])),
    ]
    #expect(gpu.events == [.capture(captured), .download(a, bytes: 4), .replay(captured)])
    #expect(gpu.launches == [launch([.address(a)])])
  }

  @Test func `nothing may wait inside of a capture, and an error ends it`() throws {
    let a = try gpu.allocate(bytes: 4)
    for (name, wait) in [
      ("synchronize", { try gpu.synchronize() }),
      (
        "upload",
        { try [UInt8](repeating: 0, count: 4).withUnsafeBytes { try gpu.upload($0, to: a) } }
      ),
      ("milliseconds", { _ = try gpu.milliseconds {} }),
      ("capture", { _ = try gpu.capture {} }),
    ] as [(String, () throws -> Void)] {
      #expect(throws: RecordingError.notInCapture(name)) { _ = try gpu.capture(wait) }
    }
    try gpu.synchronize()
    #expect(gpu.events == [.allocate(a, bytes: 4), .synchronize])
  }

  @Test func `errors say how to fix it`() {
    #expect(
      "\(RecordingError.outsideOfMemory(DeviceAddress(rawValue: 255), bytes: 4, user: "a copy"))"
        == "a copy uses 4 bytes at 0xff, which are not all inside of one allocation. Check its address "
        + "and sizes.")
    #expect(
      "\(RecordingError.notInCapture("upload"))"
        == "upload waits for the card, which cannot be captured. Call it before or after.")
    #expect(
      "\(RecordingError.impossibleExtent(kernel: "k", grid: Extent3(0), block: Extent3(2, 3)))"
        == "The kernel 'k' cannot be started on 0 × 1 × 1 blocks of 2 × 3 × 1 threads. A block has 1 to "
        + "1024 threads, at most 64 along z; a grid has 1 to 65535 blocks along y and z.")
  }
}
