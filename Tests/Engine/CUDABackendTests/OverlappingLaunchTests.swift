import CUDABackend
import Testing

@Suite struct OverlappingLaunchTests {
  /// Offsets by `offsetof` in a program that includes `cuda.h` of CUDA 13.0.
  @Test func `the configuration lies in memory as the driver's header has it`() {
    let launch = KernelLaunch(
      source: "A", kernel: "a", grid: Extent3(2, 3, 4), block: Extent3(5, 6, 7), sharedBytes: 8,
      arguments: [])
    let stream = OpaquePointer(bitPattern: 0x1234)
    OverlappingLaunch(launch, stream: stream).withConfiguration { start in
      let numbers = (0..<7).map { start.load(fromByteOffset: 4 * $0, as: UInt32.self) }
      #expect(numbers == [2, 3, 4, 5, 6, 7, 8])
      #expect(start.load(fromByteOffset: 32, as: UInt.self) == 0x1234)
      #expect(start.load(fromByteOffset: 48, as: UInt32.self) == 1)
      let attribute = start.load(fromByteOffset: 40, as: UnsafeRawPointer.self)
      #expect(attribute.load(as: UInt32.self) == 6)
      #expect(attribute.load(fromByteOffset: 8, as: Int32.self) == 1)
    }
  }
}
