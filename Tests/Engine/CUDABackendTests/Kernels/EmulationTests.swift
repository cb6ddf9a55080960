import CUDABackend
import CUDAEmulation
import Testing

@Suite struct EmulationTests {
  private func transposition(rows: Int, room: Int) throws {
    let kernels = EmulatedKernels()
    try kernels.run(
      BatchKernels.transpose(
        kernels.upload([Float](repeating: 1, count: rows * 4)), items: 1, rows: rows, columns: 4,
        into: kernels.allocate(room)))
  }

  @Test func `a kernel that writes beside its memory is told`() throws {
    try transposition(rows: 8, room: 32)
    let failure = #expect(throws: EmulatedKernels.Failure.self) {
      try transposition(rows: 8, room: 31)
    }
    #expect(
      failure?.description
        == "Emulated kernel Batches.transpose_items: it wrote beside an allocation of 124 bytes.")
  }

  @Test func `memory that nothing was written to is not a number`() {
    let kernels = EmulatedKernels()
    let fresh = kernels.download(kernels.allocate(5), 5)
    #expect(fresh.count { $0.isNaN } == 5)
  }

  @Test func `arguments that do not fit a kernel's declaration are told`() {
    let kernels = EmulatedKernels()
    var launch = BatchKernels.advance(state: kernels.allocate(8))
    launch.arguments = [.int(3)]
    let failure = #expect(throws: EmulatedKernels.Failure.self) { try kernels.run(launch) }
    #expect(
      failure?.description
        == "Batches.advance_state takes arguments of 8 bytes; the launch has 4.")
  }

  @Test func `a kernel that nobody wrote, and a block that no card can start, are told`() {
    let kernels = EmulatedKernels()
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
