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

  /// The programs of those that are running now, by their names.
  public var running: [String] {
    let below = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return below.filter { Int32($0) != nil }.compactMap { process in
      // A process that ends meanwhile, or is a zombie, has no environment.
      let environment = try? Data(contentsOf: URL(filePath: "/proc/\(process)/environ"))
      let variables = (environment ?? Data()).split(separator: 0)
      guard variables.contains(where: { $0.elementsEqual(mark.utf8) }) else { return nil }
      let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
      return name.map { String($0.prefix { $0 != "\n" }) }
    }
  }

  /// Waits until none is running, for at most ten seconds.
  ///
  /// - Returns: Those that are running still.
  public func survivors() -> [String] {
    let deadline = ContinuousClock.now + .seconds(10)
    while !running.isEmpty, ContinuousClock.now < deadline { usleep(5000) }
    return running
  }
}
