/// A start of a kernel that may begin before the one queued before it has ended.
///
/// - SeeAlso: NVIDIA, *CUDA C++ Programming Guide*, section "Programmatic Dependent Launch".
package struct OverlappingLaunch {
  // CUlaunchConfig: seven numbers of 32 bits, four bytes of nothing, the stream, the address of the
  // attributes, how many there are.
  private static let configurationBytes = 56
  private static let streamPlace = 32
  private static let attributesPlace = 40
  private static let countPlace = 48
  // CUlaunchAttribute: its number, four bytes of nothing, 64 bytes for its value.
  private static let attributeBytes = 72
  private static let valuePlace = 8
  // CU_LAUNCH_ATTRIBUTE_PROGRAMMATIC_STREAM_SERIALIZATION
  private static let programmaticSerialization: UInt32 = 6

  private let launch: KernelLaunch
  private let stream: OpaquePointer?

  package init(_ launch: KernelLaunch, stream: OpaquePointer?) {
    self.launch = launch
    self.stream = stream
  }

  /// Calls `body` with the address of a `CUlaunchConfig`, which lives as long as the call.
  package func withConfiguration<Result>(_ body: (UnsafeRawPointer) throws -> Result) rethrows
    -> Result
  {
    let numbers = [
      launch.grid.x, launch.grid.y, launch.grid.z, launch.block.x, launch.block.y, launch.block.z,
      launch.sharedBytes,
    ]
    return try withUnsafeTemporaryAllocation(
      byteCount: Self.configurationBytes + Self.attributeBytes, alignment: 8
    ) { memory in
      memory.initializeMemory(as: UInt8.self, repeating: 0)
      for (place, number) in numbers.enumerated() {
        memory.storeBytes(of: UInt32(number), toByteOffset: 4 * place, as: UInt32.self)
      }
      let attribute = Self.configurationBytes
      memory.storeBytes(
        of: Self.programmaticSerialization, toByteOffset: attribute, as: UInt32.self)
      memory.storeBytes(of: 1, toByteOffset: attribute + Self.valuePlace, as: Int32.self)
      memory.storeBytes(of: stream, toByteOffset: Self.streamPlace, as: OpaquePointer?.self)
      memory.storeBytes(
        of: memory.baseAddress.map { $0 + attribute }, toByteOffset: Self.attributesPlace,
        as: UnsafeMutableRawPointer?.self)
      memory.storeBytes(of: 1, toByteOffset: Self.countPlace, as: UInt32.self)
      return try body(UnsafeRawPointer(memory.baseAddress.unsafelyUnwrapped))
    }
  }
}
