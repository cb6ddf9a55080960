import CUDABackend
import CUDAEmulation
import Testing

@Suite struct EmulationTests {
  private func transposition(rows: Int, room: Int) throws {
    let kernels = EmulatedKernels(isEmulationTest: true)
    try kernels.run(
      BatchKernels.transpose(
        kernels.upload([Float](repeating: 1, count: rows * 4)), items: 1, rows: rows, columns: 4,
        into: kernels.allocate(room)))
  }

  @Test func `a kernel that writes beside its memory is reported`() throws {
    try transposition(rows: 8, room: 32)
    let failure = #expect(throws: EmulatedKernels.Failure.self) {
      try transposition(rows: 8, room: 31)
    }
    #expect(
      failure?.description
        == "Emulated kernel Batches.transpose_items: it wrote beside an allocation of 124 bytes.")
  }

  private func probe(
    _ name: String, threads: Int, _ words: DeviceAddress, sharedBytes: Int = 0,
    _ kernels: EmulatedKernels
  ) throws {
    try kernels.run(
      KernelLaunch(
        source: "Probes", kernel: "probe_" + name, grid: Extent3(1), block: Extent3(threads),
        sharedBytes: sharedBytes, arguments: [.address(words)]))
  }

  @Test(arguments: EmulatedKernels.Order.allCases)
  func `lanes of a warp exchange their values`(order: EmulatedKernels.Order) throws {
    let kernels = EmulatedKernels(order, isEmulationTest: true)
    let memory = kernels.allocate(256, of: Int32.self)
    try probe("shuffles", threads: 64, memory, kernels)
    let words = kernels.download(memory, 256, of: Int32.self)
    for thread in 0..<64 {
      let (warp, lane) = (thread / 32 * 32, thread % 32)
      let own = Array(words[4 * thread..<4 * thread + 4])
      #expect(own[0] == Int32(100 + (lane + 3 < 32 ? thread + 3 : thread)))
      #expect(own[1] == Int32(100 + (lane % 8 >= 5 ? thread - 5 : thread)))
      #expect(own[2] == Int32(100 + warp + (lane ^ 17)))
      let third = UInt32(0b1001001001001001001001001001001)
      let ballot = Int32(bitPattern: third & (lane < 16 ? 0xFFFF : 0xFFFF_0000))
      #expect(own[3] == Int32(100 + warp + lane / 16 * 16 + 2) + ballot)
    }
  }

  @Test(arguments: EmulatedKernels.Order.allCases)
  func `threads that have ended keep nobody waiting`(order: EmulatedKernels.Order) throws {
    let kernels = EmulatedKernels(order, isEmulationTest: true)
    let memory = kernels.allocate(40, of: Int32.self)
    try probe("early_exit", threads: 64, memory, kernels)
    let expected = (0..<40).map { Int32($0 >= 32 ? $0 - 39 : 39 - $0) }
    #expect(kernels.download(memory, 40, of: Int32.self) == expected)
  }

  @Test func `threads that wait for each other forever are reported, and the next kernel runs`()
    throws
  {
    let kernels = EmulatedKernels(isEmulationTest: true)
    let failure = #expect(throws: EmulatedKernels.Failure.self) {
      try probe("deadlock", threads: 64, kernels.allocate(1), kernels)
    }
    #expect(
      failure?.description.contains(
        "64 of 64 threads wait for each other forever: 63 at __syncthreads") == true)
    try transposition(rows: 8, room: 32)
  }

  @Test func `a missing barrier shows`() throws {
    let expected = (0..<64).map { Float(($0 + 1) % 64) }
    for order in EmulatedKernels.Order.allCases {
      let kernels = EmulatedKernels(order, isEmulationTest: true)
      let memory = kernels.allocate(64)
      try probe("missing_barrier", threads: 64, memory, kernels)
      let seen = kernels.download(memory, 64)
      #expect(seen != expected)
      #expect(seen.contains { $0.isNaN })
    }
  }

  @Test func `shared memory is not cleared, and ends where the launch says`() throws {
    let kernels = EmulatedKernels(isEmulationTest: true)
    let memory = kernels.allocate(1)
    let failure = #expect(throws: EmulatedKernels.Failure.self) {
      try probe("shared_overrun", threads: 1, memory, sharedBytes: 4, kernels)
    }
    #expect(failure?.description.hasSuffix("it wrote behind its dynamic shared memory.") == true)
    #expect(kernels.download(memory, 1)[0].isNaN)
    try probe("shared_overrun", threads: 1, memory, sharedBytes: 8, kernels)
  }

  @Test func `memory that nothing was written to is not a number`() {
    let kernels = EmulatedKernels(isEmulationTest: true)
    let fresh = kernels.download(kernels.allocate(5), 5)
    #expect(fresh.count { $0.isNaN } == 5)
  }

  @Test func `arguments that do not fit a kernel's declaration are reported`() {
    let kernels = EmulatedKernels(isEmulationTest: true)
    var launch = BatchKernels.advance(state: kernels.allocate(8))
    launch.arguments = [.int(3)]
    let failure = #expect(throws: EmulatedKernels.Failure.self) { try kernels.run(launch) }
    #expect(
      failure?.description
        == "Batches.advance_state takes arguments of 8 bytes; the launch has 4.")
  }

  @Test func `a kernel that nobody wrote, and a block that no card can start, are reported`() {
    let kernels = EmulatedKernels(isEmulationTest: true)
    var launch = BatchKernels.advance(state: kernels.allocate(8))
    launch.block = Extent3(2048)
    #expect(throws: EmulatedKernels.Failure.self) { try kernels.run(launch) }
    launch.block = Extent3(1)
    launch.kernel = "retreat_state"
    let failure = #expect(throws: EmulatedKernels.Failure.self) { try kernels.run(launch) }
    #expect(failure?.description.contains("Batches has gather_batch, ") == true)
  }

  @Test func `every kernel of the backend is in the emulation`() {
    for file in KernelText.sources {
      let source = String(file.name.dropLast(".cu".count))
      for match in file.text.matches(
        of: /extern "C" __global__ void (?:__launch_bounds__\([^)]*\) )?(\w+)\(/)
      {
        let count = cuda_emulation_parameters(source, String(match.1), nil, 0)
        #expect(count > 0, "\(source).\(match.1): list it in Tests/Support/CUDAEmulation/Kernels")
      }
    }
  }
}
