import Foundation

/// A program that a test runs from outside, as its user would.
public struct Tool: Sendable {
  public let path: String

  public init(path: String) {
    self.path = path
  }

  /// How a run ended, and what it wrote.
  public struct Outcome: Sendable {
    /// The exit code, or 128 plus the signal that ended it.
    public var status: Int32
    public var output: String
    public var errors: String
  }

  /// The product `name`, from the folder that the running tests were built into.
  public static func product(_ name: String) -> Tool {
    var folder = Bundle.main.bundleURL
    for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
      folder = bundle.bundleURL.deletingLastPathComponent()
    }
    return Tool(path: folder.appending(path: name).path)
  }

  /// A program found along PATH; `nil` when it is not installed.
  public static func installed(_ name: String) -> Tool? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
      .map { Tool(path: $0) }
  }

  /// Runs the program to its end.
  public func run(
    _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try start(arguments, in: folder, environment: environment).wait()
  }

  /// Starts the program and returns at once.
  public func start(
    _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:]
  ) throws -> Run {
    try Run(tool: self, arguments: arguments, folder: folder, environment: environment)
  }

  /// A program that is running.
  public final class Run: @unchecked Sendable {
    private let process = Process()
    private let output = Transcript()
    private let errors = Transcript()

    fileprivate init(
      tool: Tool, arguments: [String], folder: URL?, environment: [String: String]
    ) throws {
      process.executableURL = URL(filePath: tool.path)
      process.arguments = arguments
      process.currentDirectoryURL = folder
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output.pipe
      process.standardError = errors.pipe
      try process.run()
      output.follow()
      errors.follow()
    }

    public var identifier: Int32 { process.processIdentifier }

    /// Sends what Ctrl-C sends.
    public func interrupt() {
      process.interrupt()
    }

    /// Sends SIGTERM.
    public func terminate() {
      process.terminate()
    }

    /// Ends the program at once, without a chance to tidy up.
    public func kill() {
      _ = Foundation.kill(process.processIdentifier, SIGKILL)
    }

    /// Ends the program like that after some time, if it has not ended by itself.
    public func kill(after delay: Duration) {
      usleep(UInt32(delay / .microseconds(1)))
      kill()
    }

    /// Sends what Ctrl-C sends after some time, if the program has not ended by itself.
    public func interrupt(after delay: Duration) {
      usleep(UInt32(delay / .microseconds(1)))
      interrupt()
    }

    /// Returns once the program has written `text` to standard error: `false` if it never did.
    public func hasSaid(_ text: String) -> Bool {
      errors.wait { $0.contains(text) }
    }

    /// Returns once what the program has written to standard error is as asked: `false` if it never was.
    public func hasSaid(where condition: (String) -> Bool) -> Bool {
      errors.wait(until: condition)
    }

    public func wait() throws -> Outcome {
      process.waitUntilExit()
      let status = process.terminationStatus
      return Outcome(
        status: process.terminationReason == .uncaughtSignal ? 128 + status : status,
        output: output.wholeText, errors: errors.wholeText)
    }
  }

  /// What a program writes to one of its streams, read as it comes.
  private final class Transcript: @unchecked Sendable {
    let pipe = Pipe()
    private let changed = NSCondition()
    private var data = Data()
    private var hasEnded = false

    /// Starts to read, until the program and its children have closed the stream.
    func follow() {
      Thread.detachNewThread { [self] in
        while true {
          let chunk = Transcript.read(from: pipe.fileHandleForReading.fileDescriptor)
          changed.withLock {
            data.append(chunk)
            hasEnded = chunk.isEmpty
            changed.broadcast()
          }
          if chunk.isEmpty { return }
        }
      }
    }

    /// Returns what comes next, or nothing at the end; Foundation's own reading ends the process when a
    /// signal interrupts it.
    private static func read(from descriptor: Int32) -> Data {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = buffer.withUnsafeMutableBytes { bytes in
          Foundation.read(descriptor, bytes.baseAddress, bytes.count)
        }
        if count >= 0 { return Data(buffer[..<count]) }
        if errno != EINTR { return Data() }
      }
    }

    /// Waits until `condition` holds for the text so far, or nothing more can come.
    func wait(until condition: (String) -> Bool) -> Bool {
      changed.withLock {
        while !condition(String(decoding: data, as: UTF8.self)) {
          if hasEnded { return false }
          changed.wait()
        }
        return true
      }
    }

    var wholeText: String {
      _ = wait { _ in false }
      return changed.withLock { String(decoding: data, as: UTF8.self) }
    }
  }
}
