import Foundation

/// The processes that a test started, directly or not, found by a variable of their environment.
///
/// Children inherit it, and keep it when they leave their group, session or parent.
public struct MarkedProcesses: Sendable {
  /// What the first process is to be started with.
  public let environment: [String: String]
  private let mark: String

  public init() {
    let identity = UUID().uuidString
    environment = ["CONVOLUME_TEST_MARK": identity]
    mark = "CONVOLUME_TEST_MARK=\(identity)"
  }

  /// One of them, as the kernel knows it.
  public struct Member: Hashable, Sendable {
    public var identifier: Int32
    public var parent: Int32
    /// The program, of which the kernel keeps fifteen characters.
    public var name: String

    /// Ends it at once, without a chance to tidy up.
    public func kill() {
      _ = Foundation.kill(identifier, SIGKILL)
    }
  }

  /// Those that are running now.
  public var members: [Member] {
    let below = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return below.compactMap { Int32($0) }.compactMap { process in
      // A process that ends meanwhile, or is a zombie, has no environment.
      let environment = try? Data(contentsOf: URL(filePath: "/proc/\(process)/environ"))
      let variables = (environment ?? Data()).split(separator: 0)
      guard variables.contains(where: { $0.elementsEqual(mark.utf8) }),
        let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        // "N (name) state parent ...", where the name may hold anything.
        let start = status.firstIndex(of: "("), let end = status.lastIndex(of: ")")
      else { return nil }
      let fields = status[status.index(after: end)...].split(separator: " ")
      guard fields.count > 1, let parent = Int32(fields[1]) else { return nil }
      return Member(
        identifier: process, parent: parent, name: String(status[start..<end].dropFirst()))
    }
  }

  /// The programs of those that are running now, by their names.
  public var running: [String] { members.map(\.name) }

  /// Waits until none is running, for at most ten seconds.
  ///
  /// - Returns: Those that are running still.
  public func survivors() -> [String] {
    let deadline = ContinuousClock.now + .seconds(10)
    while !running.isEmpty, ContinuousClock.now < deadline { usleep(5000) }
    return running
  }
}
