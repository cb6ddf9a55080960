import Pipeline
import Testing

@Suite struct MachineTests {
  @Test func `the program and its libraries are the same whenever they are asked for`() async {
    // In a process of its own, where no other test opens a library.
    await #expect(processExitsWith: .success) {
      let first = Machine.readMappedFiles()
      #expect(first.contains { $0.contains("libc.so") || $0.contains("libSystem") })
      for _ in 0..<300 {
        // Memory is taken in between, as it is at the start of a command.
        let taken = (0..<40).map { [UInt8](repeating: 1, count: 200_000 + $0 * 4096) }
        #expect(taken.count == 40)
        #expect(Machine.readMappedFiles() == first)
      }
    }
  }
}
