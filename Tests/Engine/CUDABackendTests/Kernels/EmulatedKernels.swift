import CUDABackend
import CUDAEmulation

/// Runs single kernels on the CPU, with memory that tells when it was not written.
///
/// Fresh memory is full of NaN. A write beside it, arguments that do not fit the kernel's declaration,
/// and threads that wait forever throw.
final class EmulatedKernels {
  /// Which thread of a block begins.
  ///
  /// A kernel that lacks a barrier computes something else in the other order.
  enum Order: CaseIterable { case fromFirst, fromLast }

  struct Failure: Error, CustomStringConvertible { let description: String }

  private let order: Order
  private var memory: [UnsafeMutableRawPointer] = []

  init(_ order: Order = .fromFirst) { self.order = order }
  deinit { for each in memory { cuda_emulation_free(each) } }

  /// Returns memory for `count` numbers, not written yet.
  func allocate(_ count: Int) -> DeviceAddress { allocate(count, of: Float.self) }

  /// Returns memory for `count` values, not written yet.
  func allocate<Value>(_ count: Int, of type: Value.Type) -> DeviceAddress {
    guard let start = cuda_emulation_allocate(count * MemoryLayout<Value>.stride) else {
      fatalError("EmulatedKernels: no memory for \(count) values.")
    }
    memory.append(start)
    return DeviceAddress(rawValue: UInt64(UInt(bitPattern: start)))
  }

  /// Returns memory that holds `values`.
  func upload<Value>(_ values: [Value]) -> DeviceAddress {
    let address = allocate(values.count, of: Value.self)
    values.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress {
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
    let values = pointer(address).assumingMemoryBound(to: Value.self)
    return Array(UnsafeBufferPointer(start: values, count: count))
  }

  func run(_ launch: KernelLaunch) throws {
    try requireFittingArguments(launch)
    let bytes = launch.arguments.map(\.emulatedBytes)
    // Each argument at a place of its own, aligned for whatever it is.
    let places = bytes.map { _ in UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16) }
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
