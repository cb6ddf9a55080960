import Foundation
import TestSupport
import Testing

/// Nothing that a render started outlives it, however it ends.
@Suite struct InterruptionTests {
  /// What ends a render.
  enum End: CaseIterable {
    case success
    case failure
    case timeout
    case interrupt
    case terminate
    case kill

    /// What the second cell does.
    var cell: String {
      switch self {
      case .success: "print(2)"
      case .failure: "fatalError(\"no\")"
      case .timeout: "//| timeout: 0.2\nwhile true {}"
      case .interrupt, .terminate, .kill: "while true {}"
      }
    }

    var status: Int32 {
      switch self {
      case .success: 0
      case .failure, .timeout: 1
      case .interrupt, .terminate: 130
      case .kill: 128 + SIGKILL
      }
    }

    func happen(to run: Tool.Run) {
      switch self {
      case .success, .failure, .timeout: break
      case .interrupt: run.interrupt()
      case .terminate: run.terminate()
      case .kill: run.kill()
      }
    }

    var comesFromOutside: Bool { self == .interrupt || self == .terminate || self == .kill }
  }

  /// A chapter whose first cell starts three processes: a child, one with a session of its own, and
  /// an orphan in another one.
  private static func starting(until end: End) -> String {
    """
    ---
    title: "Started"
    ---

    ```{swift}
    import Foundation
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = [
      "-c", "setsid sleep 3600 & (setsid sh -c 'sleep 3600; true' &); echo $PPID > started; sleep 3600",
    ]
    try shell.run()
    while !FileManager.default.fileExists(atPath: "started") { usleep(1000) }
    ```

    ```{swift}
    \(end.cell)
    ```
    """
  }

  @Test(arguments: End.allCases)
  func `what a cell started ends with the render`(end: End) throws {
    let book = try Book(["01-started.md": Self.starting(until: end)])
    let processes = MarkedProcesses()
    let run = try Book.convolume.start(
      ["render", "--to", "html"], in: book.folder.url, environment: processes.environment)
    if end.comesFromOutside {
      #expect(run.hasSaid("cell-2"))
      let running = processes.running
      #expect(running.count { $0 == "sleep" } == 3, "\(running)")
      #expect(running.contains { $0.hasPrefix("convolume-super") }, "\(running)")
    }
    end.happen(to: run)
    let outcome = try run.wait()
    #expect(outcome.status == end.status, "\(outcome.errors)")
    #expect(book.folder.contains("started"))
    // Who kills the render leaves it no time to wait for the others.
    #expect(end == .kill ? processes.survivors() == [] : processes.running == [])
    #expect(book.folder.files().contains { $0.hasPrefix("output/") } == !end.comesFromOutside)
  }

  /// The worker's supervisor is two processes; see `ConvolumeSupervisor`.
  @Test(arguments: ["outer", "inner"])
  func `whoever kills a supervisor ends what it looks after, and its other half tidies up`(
    half: String
  ) throws {
    let book = try Book(["01-started.md": Self.starting(until: .kill)])
    let processes = MarkedProcesses()
    let run = try Book.convolume.start(
      ["render", "--to", "html"], in: book.folder.url, environment: processes.environment)
    #expect(run.hasSaid("cell-2"))
    let members = processes.members
    let worker = try #require(members.first { $0.name.hasPrefix("convolume-worke") })
    let inner = try #require(members.first { $0.identifier == worker.parent })
    let outer = try #require(members.first { $0.identifier == inner.parent })
    #expect(outer.parent == run.identifier)
    (half == "outer" ? outer : inner).kill()
    let outcome = try run.wait()
    #expect(outcome.status == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("cell-2 ended its process"), "\(outcome.errors)")
    #expect(processes.survivors() == [])
  }

  @Test func `no interrupt is lost, however early it comes`() throws {
    // One that were lost would leave the render to its cell, which has long to go.
    let cell = "```{swift}\nimport Foundation\nThread.sleep(forTimeInterval: 60)\n```\n"
    let book = try Book(["01-long.md": chapter("Long", cell)])
    for milliseconds in stride(from: 0, to: 48, by: 3) {
      let run = try Book.convolume.start(["render"], in: book.folder.url)
      run.interrupt(after: .milliseconds(milliseconds))
      // 128 + SIGINT where it came before anything could be tidied up.
      #expect(try run.wait().status == 130, "after \(milliseconds) ms")
    }
  }

  @Test func `a second interrupt ends the render at once, and what it had started with it`() throws
  {
    let book = try Book(["01-started.md": Self.starting(until: .interrupt)])
    let processes = MarkedProcesses()
    let run = try Book.convolume.start(
      ["render", "--to", "html"], in: book.folder.url, environment: processes.environment)
    #expect(run.hasSaid("cell-2"))
    // Two signals of one kind might arrive as one.
    run.interrupt()
    run.terminate()
    let outcome = try run.wait()
    #expect(outcome.status == 130, "\(outcome.errors)")
    #expect(!outcome.errors.contains("what was rendered before is as it was"))
    #expect(processes.survivors() == [])
  }

  @Test func `an interrupt before any cell runs is no failure of a cell`() throws {
    // On a busy machine the interrupt may come late; the cell is not over then.
    let cell = "```{swift}\nimport Foundation\nThread.sleep(forTimeInterval: 60)\n```\n"
    let book = try Book(["01-long.md": chapter("Long", cell)])
    let run = try Book.convolume.start(["render"], in: book.folder.url)
    run.interrupt()
    let outcome = try run.wait()
    #expect(outcome.status == 130)
    #expect(!outcome.errors.contains("failed"))
    #expect(book.folder.files().filter { $0.hasPrefix("output/") }.isEmpty)
  }

  @Test func `a second render of the same project waits for the first`() throws {
    let book = try Book(["01-started.md": Self.starting(until: .interrupt)])
    let first = try Book.convolume.start(["render"], in: book.folder.url)
    #expect(first.hasSaid("cell-2"))
    let second = try Book.convolume.start(["render"], in: book.folder.url)
    #expect(second.hasSaid("another render"))
    second.interrupt()
    #expect(try second.wait().status == 130)
    first.interrupt()
    #expect(try first.wait().status == 130)
  }
}
