import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Chromium without a window, driven through its DevTools protocol.
///
/// Commands and answers are JSON that ends with a zero, in two pipes, which Chromium finds as its descriptors 3
/// and 4 (`--remote-debugging-pipe`).
public final class Browser {
  public struct Failure: Error, CustomStringConvertible {
    public var description: String
  }

  private let process: pid_t
  private let commands: Int32
  private let answers: Int32
  private let profile: TemporaryFolder
  private var pending: [UInt8] = []
  private var number = 0
  private var session: String?

  /// Starts the browser with an empty page.
  ///
  /// - Throws: `Failure` when it is not installed or does not answer.
  public init() throws {
    guard let program = Tool.installed("chromium") else {
      throw Failure(
        description: "chromium is not installed: run 'make deps' with packages for tests")
    }
    profile = try TemporaryFolder()
    var (toBrowser, fromBrowser): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
    guard pipe(&toBrowser) == 0, pipe(&fromBrowser) == 0 else {
      throw Failure(description: "no pipes")
    }
    (commands, answers) = (toBrowser[1], fromBrowser[0])
    for end in [commands, answers] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let arguments = [
      program.path, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
      "--no-first-run", "--disable-extensions", "--disable-dev-shm-usage", "--window-size=1000,700",
      "--user-data-dir=\(profile.url.path)", "about:blank",
    ]
    process = try Self.spawn(arguments, reading: toBrowser[0], writing: fromBrowser[1])
    close(toBrowser[0])
    close(fromBrowser[1])
    let target = try command("Target.createTarget", ["url": "about:blank"])["targetId"]
    let attached = try command(
      "Target.attachToTarget", ["targetId": target ?? "", "flatten": true])
    session = attached["sessionId"] as? String
    _ = try command("Page.enable")
  }

  deinit {
    kill(-process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    close(commands)
    close(answers)
  }

  private static func spawn(
    _ arguments: [String], reading: Int32, writing: Int32
  ) throws -> pid_t {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Out of the way first: one of them may be 3 or 4.
    posix_spawn_file_actions_adddup2(&actions, reading, 203)
    posix_spawn_file_actions_adddup2(&actions, writing, 204)
    posix_spawn_file_actions_adddup2(&actions, 203, 3)
    posix_spawn_file_actions_adddup2(&actions, 204, 4)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words = arguments.map { strdup($0) } + [nil]
    var variables =
      ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    // A group of its own, so that all of its processes can be ended.
    #if canImport(Glibc)
      var attributes = posix_spawnattr_t()
    #else
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    var process: pid_t = 0
    guard posix_spawn(&process, arguments[0], &actions, &attributes, &words, &variables) == 0 else {
      throw Failure(description: "chromium did not start")
    }
    return process
  }

  /// Goes to an address, and returns when the page is loaded.
  public func open(_ address: String) throws {
    _ = try command("Page.navigate", ["url": address])
    try wait(until: "document.readyState === 'complete' && location.href !== 'about:blank'")
  }

  /// Makes the window as wide as asked, in pixels.
  public func setWidth(_ width: Int) throws {
    try command(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false])
  }

  /// Returns the value of an expression, or of the promise that it is.
  @discardableResult
  public func evaluate(_ expression: String) throws -> Any? {
    let answer = try command(
      "Runtime.evaluate",
      ["expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true])
    if let exception = answer["exceptionDetails"] as? [String: Any] {
      let thrown = exception["exception"] as? [String: Any]
      throw Failure(description: "\(thrown?["description"] ?? exception)")
    }
    return (answer["result"] as? [String: Any])?["value"]
  }

  /// Returns the text that an expression gives.
  public func text(_ expression: String) throws -> String {
    try evaluate(expression) as? String ?? ""
  }

  /// Waits until an expression holds; it is looked at whenever the page changes.
  public func wait(until condition: String) throws {
    let watching = """
      new Promise((done) => {
        const look = () => {
          let holds = false;
          try { holds = \(condition); } catch {}
          if (!holds) return;
          observer.disconnect();
          done(true);
        };
        const observer = new MutationObserver(look);
        observer.observe(
          document, { subtree: true, childList: true, attributes: true, characterData: true });
        document.addEventListener("readystatechange", look);
        look();
      })
      """
    while true {
      do {
        if try evaluate(watching) as? Bool == true { return }
      } catch let failure as Failure
        where failure.description.contains("navigated") || failure.description.contains("context")
      {
        // Another page came in its place.
        continue
      }
    }
  }

  // MARK: The protocol

  /// Sends a command and returns the result.
  @discardableResult
  public func command(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    number += 1
    var message: [String: Any] = ["id": number, "method": method, "params": parameters]
    if let session { message["sessionId"] = session }
    let bytes = Array(try JSONSerialization.data(withJSONObject: message)) + [0]
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(commands, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Failure(description: "chromium is gone") }
      sent += count
    }
    while true {
      let answer = try nextMessage()
      guard answer["id"] as? Int == number else { continue }
      if let error = answer["error"] as? [String: Any] {
        throw Failure(description: "\(method): \(error["message"] ?? "")")
      }
      return answer["result"] as? [String: Any] ?? [:]
    }
  }

  private func nextMessage() throws -> [String: Any] {
    while true {
      if let end = pending.firstIndex(of: 0) {
        let message = Data(pending[..<end])
        pending.removeFirst(end + 1)
        return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
      }
      var watched = pollfd(fd: answers, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 60_000) > 0 else {
        throw Failure(description: "chromium said nothing for a minute")
      }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let count = buffer.withUnsafeMutableBytes { read(answers, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Failure(description: "chromium is gone") }
      pending += buffer[..<count]
    }
  }
}
