import CUDABackend
import CUDAEmulation

/// Runs single kernels on the CPU, with memory that tells when it was not written.
///
/// Fresh memory is full of NaN. A write beside it, arguments that do not fit the kernel's declaration,
/// and threads that wait forever throw. On a machine with a card the same tests can run there: see
/// `TestCard`.
final class EmulatedKernels {
  /// Which thread of a block begins.
  ///
  /// A kernel that lacks a barrier computes something else in the other order.
  enum Order: CaseIterable { case fromFirst, fromLast }

  struct Failure: Error, CustomStringConvertible { let description: String }

  private let order: Order
  private let card: TestCard?
  private var memory: [DeviceAddress] = []

  /// Prepares for kernels; those of tests of the emulation itself run there in any case.
  init(_ order: Order = .fromFirst, isEmulationTest: Bool = false) {
    self.order = order
    card = isEmulationTest ? nil : TestCard.shared
  }

  deinit {
    for address in memory {
      if let card {
        card.perform { $0.free(address) }
      } else {
        cuda_emulation_free(pointer(address))
      }
    }
  }

  /// Returns memory for `count` numbers, not written yet.
  func allocate(_ count: Int) -> DeviceAddress { allocate(count, of: Float.self) }

  /// Returns memory for `count` values, not written yet.
  func allocate<Value>(_ count: Int, of type: Value.Type) -> DeviceAddress {
    let bytes = count * MemoryLayout<Value>.stride
    let address = card?.allocate(bytes: bytes) ?? emulatedMemory(bytes)
    memory.append(address)
    return address
  }

  private func emulatedMemory(_ bytes: Int) -> DeviceAddress {
    guard let start = cuda_emulation_allocate(bytes) else {
      fatalError("EmulatedKernels: no memory for \(bytes) bytes.")
    }
    return DeviceAddress(rawValue: UInt64(UInt(bitPattern: start)))
  }

  /// Returns memory that holds `values`.
  func upload<Value>(_ values: [Value]) -> DeviceAddress {
    let address = allocate(values.count, of: Value.self)
    values.withUnsafeBytes { bytes in
      if let card {
        card.demand { try $0.upload(bytes, to: address) }
      } else if let start = bytes.baseAddress {
        pointer(address).copyMemory(from: start, byteCount: bytes.count)
      }
    }
    return address
  }

  /// Returns the numbers at an address.
  func download(_ address: DeviceAddress, _ count: Int) -> [Float] {
    download(address, count, of: Float.self)
  }

  /// Returns the values at an address.
  func download<Value>(_ address: DeviceAddress, _ count: Int, of type: Value.Type) -> [Value] {
    guard let card else {
      let values = pointer(address).assumingMemoryBound(to: Value.self)
      return Array(UnsafeBufferPointer(start: values, count: count))
    }
    return Array(unsafeUninitializedCapacity: count) { values, written in
      card.demand { try $0.download(address, into: UnsafeMutableRawBufferPointer(values)) }
      written = count
    }
  }

  func run(_ launch: KernelLaunch) throws {
    try requireFittingArguments(launch)
    if let card { return try card.perform { try $0.launch(launch) } }
    let bytes = launch.arguments.map(\.emulatedBytes)
    // Each argument at a place of its own, aligned for whatever it is.
    let places = bytes.map {
      UnsafeMutableRawPointer.allocate(byteCount: max($0.count, 16), alignment: 16)
    }
    defer { for place in places { place.deallocate() } }
    var addresses: [UnsafeMutableRawPointer?] = []
    for (place, bytes) in zip(places, bytes) {
      place.copyMemory(from: bytes, byteCount: bytes.count)
      addresses.append(place)
    }
    let (grid, block) = (launch.grid, launch.block)
    let status = cuda_emulation_launch_in_order(
      order == .fromLast ? 1 : 0, launch.source, launch.kernel, Int32(grid.x), Int32(grid.y),
      Int32(grid.z), Int32(block.x), Int32(block.y), Int32(block.z), Int32(launch.sharedBytes),
      &addresses)
    guard status == 0 else {
      throw Failure(description: String(cString: cuda_emulation_error()))
    }
  }

  /// Runs kernels and products in their order.
  func run(_ works: [DeviceWork]) throws {
    for work in works {
      switch work {
      case .launch(let launch): try run(launch)
      case .product(let product):
        if let card {
          try card.perform { try $0.multiply(product) }
        } else {
          multiply(product)
        }
      }
    }
  }

  /// A plain product, summed in double precision.
  private func multiply(_ product: DeviceProduct) {
    func matrix(_ address: DeviceAddress, _ step: Int, _ number: Int) -> UnsafeMutablePointer<
      Float
    > { pointer(address).assumingMemoryBound(to: Float.self) + number * step }
    for number in 0..<product.batch {
      let left = matrix(product.left, product.leftStep, number)
      let right = matrix(product.right, product.rightStep, number)
      let result = matrix(product.result, product.resultStep, number)
      for row in 0..<product.rows {
        for column in 0..<product.columns {
          let place = row * product.resultStride + column
          var sum = product.accumulates ? Double(result[place]) : 0
          for term in 0..<product.depth {
            let (first, second) = (
              product.leftIsTransposed
                ? term * product.leftStride + row : row * product.leftStride + term,
              product.rightIsTransposed
                ? column * product.rightStride + term : term * product.rightStride + column
            )
            sum += Double(left[first]) * Double(right[second])
          }
          result[place] = Float(sum)
        }
      }
    }
  }

  private func requireFittingArguments(_ launch: KernelLaunch) throws {
    var sizes = [Int32](repeating: 0, count: 64)
    let count = cuda_emulation_parameters(launch.source, launch.kernel, &sizes, 64)
    // An unknown kernel is for the launch to tell.
    guard count >= 0 else { return }
    let given = launch.arguments.map(\.emulatedBytes.count)
    guard given == sizes.prefix(Int(count)).map(Int.init) else {
      throw Failure(
        description: "\(launch.source).\(launch.kernel) takes arguments of "
          + "\(sizes.prefix(Int(count)).map(String.init).joined(separator: ", ")) bytes; the launch has "
          + given.map(String.init).joined(separator: ", ") + ".")
    }
  }

  private func pointer(_ address: DeviceAddress) -> UnsafeMutableRawPointer {
    guard let pointer = UnsafeMutableRawPointer(bitPattern: UInt(address.rawValue)) else {
      fatalError("EmulatedKernels: a null address.")
    }
    return pointer
  }
}

extension KernelArgument {
  /// The argument as it lies in memory.
  var emulatedBytes: [UInt8] {
    func bytes(_ value: some Any) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
    return switch self {
    case .address(let address): bytes(address.rawValue)
    case .int(let number): bytes(Int32(number))
    case .float(let number): bytes(number)
    case .uint64(let number): bytes(number)
    case .words(let words): words.withUnsafeBytes { Array($0) }
    }
  }
}
