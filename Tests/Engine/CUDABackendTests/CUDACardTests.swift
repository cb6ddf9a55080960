import CUDABackend
import NeuralNetworks
import TestSupport
import Testing

/// The card of this machine; nil where there is none, or where one of CUDA's libraries is missing.
private let isThere = CUDAReport.ofThisMachine().obstacle == nil

/// What a real card computes, beside the definitions in double precision.
///
/// `Benchmarks/gpu.sh` takes these tests to a machine that has one.
@Suite(.serialized, .enabled(if: isThere, "This machine has no card that CUDA can use."))
struct CUDACardTests {
  let card: CUDACard
  let kernels: TemporaryFolder

  init() throws {
    kernels = try TemporaryFolder()
    card = try CUDACard(cache: KernelCache(folder: kernels.url.path))
  }

  private func placed(_ numbers: [Float]) throws -> DeviceAddress {
    let address = try card.allocate(bytes: 4 * numbers.count)
    try numbers.withUnsafeBytes { try card.upload($0, to: address) }
    return address
  }

  private func numbers(_ address: DeviceAddress, _ count: Int) throws -> [Float] {
    var numbers = [Float](repeating: .nan, count: count)
    try numbers.withUnsafeMutableBytes { try card.download(address, into: $0) }
    return numbers
  }

  /// Numbers in -1..<1, the same at each run.
  private func drawn(_ count: Int, seed: UInt32) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) / Float(1 << 23) - 1
    }
  }

  /// The largest difference, as a fraction of the largest number expected.
  private func error(_ found: [Float], _ expected: [Double]) -> Double {
    let scale = expected.map(abs).max() ?? 1
    return zip(found, expected).map { abs(Double($0) - $1) / scale }.max() ?? .infinity
  }

  @Test func `the card tells what it is`() {
    #expect(card.facts.computeCapability.major >= 8)
    #expect(card.facts.multiprocessors > 0)
    #expect(card.facts.memoryBytes > 1 << 30)
    #expect(card.facts.sharedBytesOfBlock >= 48 << 10)
    #expect(CUDAReport.ofThisMachine().card == .success(card.facts))
  }

  @Test func `memory keeps what is uploaded, copied and cleared`() throws {
    let a = try placed([1, 2, 3, 4])
    let b = try placed([5, 6, 7, 8])
    #expect(a.rawValue % 256 == 0)
    try card.copy(from: a + 4, to: b, bytes: 8)
    try card.clear(a + 8, bytes: 4)
    #expect(try numbers(a, 4) == [1, 2, 0, 4])
    #expect(try numbers(b, 4) == [2, 3, 7, 8])
  }

  @Test func `host memory is seen from both sides`() throws {
    let (host, device) = try card.allocateShared(bytes: 8)
    #expect(host.load(as: UInt64.self) == 0)
    host.storeBytes(of: 0.5, as: Float.self)
    #expect(try numbers(device, 1) == [0.5])
    try card.copy(from: device, to: device + 4, bytes: 4)
    try card.synchronize()
    #expect(host.load(fromByteOffset: 4, as: Float.self) == 0.5)
    card.freeShared(host)
  }

  @Test func `more memory than there is, is refused with what is free`() throws {
    let error = #expect(throws: CUDAError.self) { try card.allocate(bytes: 1 << 50) }
    guard case .outOfMemory(let requested, let free, let total) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(requested == 1 << 50)
    #expect(free > 0 && free <= total)
    _ = try card.allocate(bytes: 1 << 20)
  }

  @Test func `every file of kernels compiles here and is loaded`() throws {
    try card.loadAllKernels()
    #expect(card.keepingProblem == nil)
    #expect(kernels.files().count == KernelText.sources.count)
    // A second card of the same user reads them; a wrong byte is noticed, and repaired.
    let path = try #require(kernels.files().first)
    var bytes = try kernels.bytes(of: path)
    bytes[bytes.count / 2] ^= 1
    try kernels.write(bytes, to: path)
    let second = try CUDACard(cache: KernelCache(folder: kernels.url.path))
    try second.loadAllKernels()
    bytes[bytes.count / 2] ^= 1
    #expect(try kernels.bytes(of: path) == bytes)
  }

  @Test func `a kernel gets its arguments`() throws {
    let input = try placed((0..<(2 * 3 * 70)).map(Float.init))
    let output = try placed([Float](repeating: -1, count: 2 * 3 * 70))
    try card.launch(BatchKernels.transpose(input, items: 2, rows: 3, columns: 70, into: output))
    let found = try numbers(output, 2 * 3 * 70)
    for (item, column, row) in [(0, 0, 0), (0, 69, 2), (1, 0, 1), (1, 33, 2), (1, 69, 2)] {
      #expect(found[(item * 70 + column) * 3 + row] == Float((item * 3 + row) * 70 + column))
    }
  }

  @Test func `a kernel that does not exist is reported`() throws {
    let launch = KernelLaunch(
      source: "Batches", kernel: "missing", grid: Extent3(1), block: Extent3(1), arguments: [])
    #expect(throws: CUDAError.unknownKernel("missing", source: "Batches")) {
      try card.launch(launch)
    }
  }

  @Test(arguments: [Precision.float32, .tf32], [(7, 5, 3), (64, 120, 400), (96, 33, 257)])
  func `products agree with the definition, however they lie`(
    precision: Precision, size: (rows: Int, columns: Int, depth: Int)
  ) throws {
    let (rows, columns, depth) = size
    for (left, right) in [(false, false), (false, true), (true, false), (true, true)] {
      for (bias, rectifies, accumulates) in [
        (false, false, false), (true, false, false), (true, true, false), (false, false, true),
      ] {
        let leftStride = (left ? rows : depth) + 3
        let rightStride = (right ? depth : columns) + 1
        let stride = columns + 2
        let a = drawn((left ? depth : rows) * leftStride, seed: 1)
        let b = drawn((right ? columns : depth) * rightStride, seed: 2)
        let before = drawn(rows * stride, seed: 3)
        let offsets = drawn(columns, seed: 4)
        let result = try placed(before)
        try card.multiply(
          DeviceProduct(
            left: try placed(a), leftStride: leftStride, leftIsTransposed: left,
            right: try placed(b), rightStride: rightStride, rightIsTransposed: right,
            result: result, resultStride: stride, rows: rows, columns: columns, depth: depth,
            bias: bias ? try placed(offsets) : nil, rectifies: rectifies, accumulates: accumulates,
            precision: precision))
        var expected = before.map(Double.init)
        for row in 0..<rows {
          for column in 0..<columns {
            var sum = accumulates ? Double(before[row * stride + column]) : 0
            if bias { sum += Double(offsets[column]) }
            for k in 0..<depth {
              sum +=
                Double(a[left ? k * leftStride + row : row * leftStride + k])
                * Double(b[right ? column * rightStride + k : k * rightStride + column])
            }
            expected[row * stride + column] = rectifies ? max(sum, 0) : sum
          }
        }
        let found = try numbers(result, expected.count)
        let limit = precision == .tf32 ? 2e-3 : 2e-6
        #expect(
          error(found, expected) < limit,
          "\(size), transposed \(left) \(right), bias \(bias), ReLU \(rectifies), adds \(accumulates)"
        )
      }
    }
  }

  static let convolutions: [DeviceConvolution] = {
    var all: [DeviceConvolution] = []
    for isChannelsLast in [false, true] {
      for precision in [Precision.float32, .tf32] {
        func add(
          _ channels: Int, _ size: Int, _ filters: Int, _ kernel: Int, stride: Int = 1,
          dilation: Int = 1, padding: Int = 0, behind: Int? = nil, groups: Int = 1
        ) {
          let reach = dilation * (kernel - 1) + 1
          let output = (size + padding + (behind ?? padding) - reach) / stride + 1
          all.append(
            DeviceConvolution(
              images: 4, channels: channels, height: size, width: size, filters: filters,
              kernel: kernel, stride: stride, dilation: dilation, top: padding, left: padding,
              outputHeight: output, outputWidth: output, groups: groups,
              isChannelsLast: isChannelsLast, precision: precision))
        }
        add(3, 35, 8, 11, stride: 4, padding: 2)
        add(8, 12, 16, 5, padding: 2)
        add(16, 9, 24, 3, padding: 1)
        add(1, 12, 6, 5)
        add(8, 11, 8, 3, dilation: 2, padding: 2)
        add(8, 9, 12, 3, padding: 1, groups: 2)
        add(8, 9, 8, 4, padding: 1, behind: 2)
      }
    }
    return all
  }()

  @Test(arguments: convolutions)
  func `convolutions agree with the definition in all three passes`(
    convolution: DeviceConvolution
  ) throws {
    let reference = ConvolutionReference(convolution)
    let (x, w) = (drawn(convolution.inputCount, seed: 5), drawn(convolution.weightCount, seed: 6))
    let g = drawn(convolution.outputCount, seed: 7)
    let bias = drawn(convolution.filters, seed: 8)
    let (input, weight, gradient) = (try placed(x), try placed(w), try placed(g))
    let output = try placed([Float](repeating: .nan, count: g.count))
    let inputGradient = try placed([Float](repeating: .nan, count: x.count))
    let weightGradient = try placed([Float](repeating: .nan, count: w.count))
    let limit = convolution.precision == .tf32 ? 3e-3 : 1e-5

    try card.prepare(convolution)
    try card.convolve(
      convolution, input: input, weight: weight, bias: nil, rectifies: false, output: output)
    #expect(error(try numbers(output, g.count), reference.output(x, w)) < limit)
    for rectifies in [false, true] {
      try card.convolve(
        convolution, input: input, weight: weight, bias: try placed(bias), rectifies: rectifies,
        output: output)
      let expected = reference.output(x, w, bias: bias).map { rectifies ? max($0, 0) : $0 }
      #expect(error(try numbers(output, g.count), expected) < limit, "ReLU \(rectifies)")
    }
    try card.convolve(
      convolution, input: input, weight: weight, bias: nil, rectifies: true, output: output)
    let rectified = reference.output(x, w).map { max($0, 0) }
    #expect(error(try numbers(output, g.count), rectified) < limit)
    try card.convolutionInputGradient(
      convolution, outputGradient: gradient, weight: weight, inputGradient: inputGradient)
    let inputGradients = try numbers(inputGradient, x.count)
    #expect(error(inputGradients, reference.inputGradient(g, w)) < limit)
    try card.convolutionWeightGradient(
      convolution, input: input, outputGradient: gradient, weightGradient: weightGradient)
    let weightGradients = try numbers(weightGradient, w.count)
    #expect(error(weightGradients, reference.weightGradient(x, g)) < limit)

    // The same bits at each run.
    for _ in 0..<3 {
      try card.convolutionInputGradient(
        convolution, outputGradient: gradient, weight: weight, inputGradient: inputGradient)
      try card.convolutionWeightGradient(
        convolution, input: input, outputGradient: gradient, weightGradient: weightGradient)
      #expect(try numbers(inputGradient, x.count) == inputGradients)
      #expect(try numbers(weightGradient, w.count) == weightGradients)
    }
  }

  @Test func `a captured graph runs only when it is replayed, as often as it is`() throws {
    let (one, sum) = (try placed([1, 2, 3, 4]), try placed([0, 0, 0, 0]))
    let identity = try placed([1, 0, 0, 1])
    let convolution = Self.convolutions[2]
    let (x, w) = (drawn(convolution.inputCount, seed: 5), drawn(convolution.weightCount, seed: 6))
    let (input, weight) = (try placed(x), try placed(w))
    let output = try placed([Float](repeating: 0, count: convolution.outputCount))
    func step() throws {
      try card.multiply(
        DeviceProduct(
          left: one, leftStride: 2, right: identity, rightStride: 2, result: sum, resultStride: 2,
          rows: 2, columns: 2, depth: 2, accumulates: true, precision: .float32))
      try card.convolve(
        convolution, input: input, weight: weight, bias: nil, rectifies: false, output: output)
    }
    try step()
    let outputs = try numbers(output, convolution.outputCount)
    try card.clear(output, bytes: 4 * convolution.outputCount)
    let graph = try card.capture(step)
    #expect(try numbers(sum, 4) == [1, 2, 3, 4])
    for _ in 0..<3 { try card.replay(graph) }
    #expect(try numbers(sum, 4) == [4, 8, 12, 16])
    #expect(try numbers(output, convolution.outputCount) == outputs)
  }

  @Test func `an error inside of a capture ends it, and the card goes on`() throws {
    struct Stop: Error {}
    let a = try placed([1])
    #expect(throws: Stop.self) {
      try card.capture {
        try card.clear(a, bytes: 4)
        throw Stop()
      }
    }
    #expect(try numbers(a, 1) == [1])
    try card.clear(a, bytes: 4)
    #expect(try numbers(a, 1) == [0])
  }

  @Test func `the card's clock counts what is queued`() throws {
    let a = try card.allocate(bytes: 1 << 28)
    let once = try card.milliseconds { try card.clear(a, bytes: 1 << 28) }
    let many = try card.milliseconds { for _ in 0..<50 { try card.clear(a, bytes: 1 << 28) } }
    #expect(once > 0)
    #expect(many > once)
  }

  @Test func `the times of all engines name the one that is used`() throws {
    for form in ConvolutionForm.all(of: Self.convolutions[2]) {
      let timings = try card.timings(of: form, repetitions: 2)
      #expect(timings.filter(\.isChosen).count == 1)
      #expect(timings.allSatisfy { $0.milliseconds > 0 && $0.offer.suits(form.convolution) })
    }
  }
}
