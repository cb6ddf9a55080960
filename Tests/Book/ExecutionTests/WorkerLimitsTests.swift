import CellOutputs
import Chapters
import Execution
import Foundation
import TestSupport
import Testing

/// Runs small chapters with the real compiler and worker, beyond what cells may use.
@Suite struct WorkerLimitsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func run(_ text: String, limits: WorkerLimits = WorkerLimits()) async throws
    -> [CellResult]
  {
    let chapter = Chapter.parse(Array(text.utf8), path: "chapters/01-test.md")
    let program = ChapterProgram(chapter)
    let runner = ChapterRunner(
      toolchain: try Toolchain.find(), stateFolder: folder.url.path, workingFolder: folder.url.path,
      engine: "test", limits: limits)
    let outcomes = try await runner.run(program, units: Set(program.units.indices)) { _ in }
    return outcomes.sorted { $0.key < $1.key }.map(\.value.result)
  }

  @Test func `allow ten silent minutes, 8 GiB and 256 processes by default`() {
    let limits = WorkerLimits()
    #expect(limits.timeout == nil)
    #expect(limits.silence == 600)
    #expect(limits.memory == 8 * 1024 * 1024 * 1024)
    #expect(limits.processes == 256)
  }

  @Test func `silence ends a cell, unless its own timeout allows it`() async throws {
    let results = try await run(
      """
      # Test

      ```{swift}
      //| timeout: 60
      import Foundation
      usleep(1_500_000)
      print("late")
      ```

      ```{swift}
      //| label: idle
      //| error: true
      while true { usleep(1000) }
      ```
      """, limits: WorkerLimits(silence: 1))
    try #require(results.count == 2)
    #expect(results[0].outputs == [.printed("late\n", stream: .output)])
    let failure = try #require(results[1].failure)
    #expect(failure.kind == .timeout)
    #expect(failure.message == "idle gave no output and made no progress for 1 s")
    #expect(
      failure.fix == "let it print how far it is, or say how long it may take, such as "
        + "'//| timeout: 3600', in its options")
    #expect(results[1].seconds > 1)
  }

  @Test func `memory and processes are counted over all that a cell started`() async throws {
    let results = try await run(
      """
      # Test

      ```{swift}
      import Foundation
      func start(_ command: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        try process.run()
        return process
      }
      ```

      ```{swift}
      //| label: large
      //| error: true
      //| memory: 400MB
      try start("head -c 600M /dev/zero | tail -c 500M | sleep 60").waitUntilExit()
      ```

      ```{swift}
      //| label: many
      //| error: true
      for _ in 0..<30 { _ = try start("sleep 60") }
      usleep(60_000_000)
      ```

      ```{swift}
      try start("true").waitUntilExit()
      print("on")
      ```
      """, limits: WorkerLimits(processes: 20))
    try #require(results.count == 4)
    #expect(results[1].failure?.kind == .memory)
    #expect(results[1].failure?.message == "large used more than its memory limit of 400MB")
    #expect(results[2].failure?.kind == .processes)
    #expect(results[2].failure?.message == "many had more than 20 processes at once")
    #expect(results[3].outputs == [.printed("on\n", stream: .output)])
  }
}
