import CUDABackend
import CUDAEmulation

/// A card that computes on the CPU: kernels by emulation, the libraries' products and convolutions by
/// their definitions.
///
/// So whole networks, as they are compiled for a card, run in the tests.
final class EmulatedGPU: GPU {
  let facts = CardFacts(
    name: "Emulated card", computeCapability: ComputeCapability(9, 0), multiprocessors: 132,
    memoryBytes: 1 << 34, sharedBytesOfBlock: 227 * 1024, driver: "none", nvrtc: "none",
    cublasLt: "none", cudnn: "none")

  private let kernels: EmulatedKernels
  private var sizes: [DeviceAddress: Int] = [:]
  private var shared: [UnsafeMutableRawPointer: UnsafeMutableRawPointer] = [:]
  private var recording: Graph?

  /// How many kernels, products and convolutions were queued so far.
  private(set) var launches = 0

  init(_ order: EmulatedKernels.Order = .fromFirst) {
    kernels = EmulatedKernels(order, isEmulationTest: true)
  }

  private final class Graph: DeviceGraph {
    var actions: [() throws -> Void] = []
  }

  /// Does something at once, or keeps it for the graph that is being recorded.
  private func queue(_ action: @escaping () throws -> Void) throws {
    launches += 1
    if let recording { recording.actions.append(action) } else { try action() }
  }

  func allocate(bytes: Int) throws -> DeviceAddress {
    let address = kernels.allocate(bytes, of: UInt8.self)
    sizes[address] = bytes
    return address
  }

  func free(_ address: DeviceAddress) { sizes[address] = nil }

  func allocateShared(bytes: Int) throws -> (host: UnsafeMutableRawPointer, device: DeviceAddress) {
    let address = kernels.allocate(bytes, of: UInt8.self)
    let host = pointer(address)
    host.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    return (host, address)
  }

  func freeShared(_ host: UnsafeMutableRawPointer) {}

  func upload(_ bytes: UnsafeRawBufferPointer, to address: DeviceAddress) throws {
    guard let start = bytes.baseAddress else { return }
    pointer(address).copyMemory(from: start, byteCount: bytes.count)
  }

  func download(_ address: DeviceAddress, into bytes: UnsafeMutableRawBufferPointer) throws {
    bytes.baseAddress?.copyMemory(from: pointer(address), byteCount: bytes.count)
  }

  func copy(from source: DeviceAddress, to target: DeviceAddress, bytes: Int) throws {
    try queue { [self] in
      pointer(target).copyMemory(from: pointer(source), byteCount: bytes)
    }
  }

  func clear(_ address: DeviceAddress, bytes: Int) throws {
    try queue { [self] in
      pointer(address).initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    }
  }

  func launch(_ launch: KernelLaunch) throws { try queue { [self] in try kernels.run(launch) } }

  func multiply(_ product: DeviceProduct) throws {
    for number in 0..<product.batch {
      var one = product
      one.left = one.left + 4 * number * one.leftStep
      one.right = one.right + 4 * number * one.rightStep
      one.result = one.result + 4 * number * one.resultStep
      try multiplyOne(one)
    }
  }

  private func multiplyOne(_ product: DeviceProduct) throws {
    try queue { [self] in
      let p = product
      let (left, right, result) = (floats(p.left), floats(p.right), floats(p.result))
      for row in 0..<p.rows {
        for column in 0..<p.columns {
          var sum = 0.0
          for step in 0..<p.depth {
            let a = p.leftIsTransposed ? step * p.leftStride + row : row * p.leftStride + step
            let b =
              p.rightIsTransposed ? column * p.rightStride + step : step * p.rightStride + column
            sum += Double(left[a]) * Double(right[b])
          }
          var value = Float(sum)
          if let bias = p.bias { value += floats(bias)[column] }
          if p.rectifies, value < 0 { value = 0 }
          let place = row * p.resultStride + column
          result[place] = p.accumulates ? result[place] + value : value
        }
      }
    }
  }

  func prepare(_ convolution: DeviceConvolution) throws {}

  func convolve(
    _ convolution: DeviceConvolution, input: DeviceAddress, weight: DeviceAddress,
    bias: DeviceAddress?, rectifies: Bool, output: DeviceAddress
  ) throws {
    try queue { [self] in
      let values = ConvolutionReference(convolution).output(
        kernels.download(input, convolution.inputCount),
        kernels.download(weight, convolution.weightCount),
        bias: bias.map { kernels.download($0, convolution.filters) })
      write(values.map { rectifies && $0 < 0 ? 0 : $0 }, to: output)
    }
  }

  func convolutionInputGradient(
    _ convolution: DeviceConvolution, outputGradient: DeviceAddress, weight: DeviceAddress,
    inputGradient: DeviceAddress
  ) throws {
    try queue { [self] in
      write(
        ConvolutionReference(convolution).inputGradient(
          kernels.download(outputGradient, convolution.outputCount),
          kernels.download(weight, convolution.weightCount)), to: inputGradient)
    }
  }

  func convolutionWeightGradient(
    _ convolution: DeviceConvolution, input: DeviceAddress, outputGradient: DeviceAddress,
    weightGradient: DeviceAddress
  ) throws {
    try queue { [self] in
      write(
        ConvolutionReference(convolution).weightGradient(
          kernels.download(input, convolution.inputCount),
          kernels.download(outputGradient, convolution.outputCount)), to: weightGradient)
    }
  }

  func capture(_ body: () throws -> Void) throws -> any DeviceGraph {
    let graph = Graph()
    recording = graph
    defer { recording = nil }
    try body()
    return graph
  }

  func replay(_ graph: any DeviceGraph) throws {
    guard let graph = graph as? Graph else { fatalError("EmulatedGPU: a graph of another card.") }
    for action in graph.actions { try action() }
  }

  func synchronize() throws {}

  func milliseconds(_ body: () throws -> Void) throws -> Double {
    try body()
    return 0
  }

  private func write(_ values: [Double], to address: DeviceAddress) {
    let target = floats(address)
    for (index, value) in values.enumerated() { target[index] = Float(value) }
  }

  private func floats(_ address: DeviceAddress) -> UnsafeMutablePointer<Float> {
    pointer(address).assumingMemoryBound(to: Float.self)
  }

  private func pointer(_ address: DeviceAddress) -> UnsafeMutableRawPointer {
    guard let pointer = UnsafeMutableRawPointer(bitPattern: UInt(address.rawValue)) else {
      fatalError("EmulatedGPU: a null address.")
    }
    return pointer
  }
}
