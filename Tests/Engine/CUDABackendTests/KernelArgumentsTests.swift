import CUDABackend
import Testing

@Suite struct KernelArgumentsTests {
  @Test func `each pointer leads to the bytes of its argument`() {
    var arguments = KernelArguments(
      [
        .int(-7), .address(DeviceAddress(rawValue: 0x7f00_1234_5678)), .float(0.1),
        .words([1, -2, 3]), .uint64(0xffff_ffff_0000_0001), .int(5),
      ], of: "example")
    arguments.withPointers { pointers in
      func argument<Value: BitwiseCopyable>(_ place: Int, _ type: Value.Type, at: Int = 0) -> Value?
      {
        pointers?[place]?.load(fromByteOffset: at, as: type)
      }
      #expect(argument(0, Int32.self) == -7)
      #expect(argument(1, UInt64.self) == 0x7f00_1234_5678)
      #expect(argument(2, Float.self) == 0.1)
      #expect(argument(3, Int32.self) == 1)
      #expect(argument(3, Int32.self, at: 4) == -2)
      #expect(argument(3, Int32.self, at: 8) == 3)
      #expect(argument(4, UInt64.self) == 0xffff_ffff_0000_0001)
      #expect(argument(5, Int32.self) == 5)
    }
  }

  @Test func `no arguments are no pointers`() {
    var arguments = KernelArguments([], of: "example")
    #expect(arguments.places.isEmpty)
    arguments.withPointers { _ in }
  }

  @Test func `a number that does not fit into an int stops with the kernel's name`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = KernelArguments([.int(1 << 31)], of: "maximum_pooling_forward")
    }
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(
      message.contains(
        "maximum_pooling_forward: expected an argument of 32 bits, got 2147483648."))
  }
}
