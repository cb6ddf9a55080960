import Foundation
import TestSupport
import Testing

/// Whether bubblewrap is installed, and may do its work on this machine.
let canShutIn: Bool = {
  guard let bubblewrap = Tool.installed("bwrap") else { return false }
  let outcome = try? bubblewrap.run(["--unshare-all", "--ro-bind", "/", "/", "true"])
  return outcome?.status == 0
}()

@Suite(.enabled(if: canShutIn)) struct SandboxTests {
  private static func attempts(port: String) -> String {
    """
    ---
    title: "Outside"
    ---

    ```{swift}
    import Foundation
    func shell(_ command: String) throws -> Int32 {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = ["-c", command]
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus
    }
    let temporary = FileManager.default.temporaryDirectory.path
    print("network", try shell("exec 3<>/dev/tcp/127.0.0.1/\(port)") == 0)
    print("project", try shell("echo 1 > written.txt") == 0)
    print("state", try shell("echo 1 > .convolume/written.txt") == 0)
    print("cache", try shell("echo 1 > .convolume/cells/written.txt") == 0)
    print("remount", try shell("mount -o remount,rw,bind / / && echo 1 > written.txt") == 0)
    print("temporary", try shell("echo 1 > '\\(temporary)/written.txt'") == 0)
    print("input", try shell("test -s _convolume.yml") == 0)
    print("render seen", try shell("kill -0 $CONVOLUME_TEST_HOST") == 0)
    ```

    ```{swift}
    //| error: true
    let numbers = [1]
    print(numbers[numbers.count])
    ```
    """
  }

  @Test func `cells have neither network nor a place to write but a scratch folder`() throws {
    let server = try LoopbackServer([:])
    let port = try #require(URL(string: server.address)?.port)
    let book = try Book(["01-outside.md": Self.attempts(port: "\(port)")])
    let host = ["CONVOLUME_TEST_HOST": "\(getpid())"]
    let free = try Book.convolume.run(
      ["render", "--to", "html"], in: book.folder.url, environment: host)
    try #require(free.status == 0, "\(free.errors)")
    let openPage = try book.folder.text(of: "output/html/01-outside.html")
    for line in [
      "network true", "project true", "state true", "cache true", "temporary true", "input true",
      "render seen true",
    ] { #expect(openPage.contains(line)) }
    for file in ["written.txt", ".convolume/written.txt", ".convolume/cells/written.txt"] {
      try FileManager.default.removeItem(at: book.folder.url.appending(path: file))
    }

    let shut = try Book.convolume.run(
      ["render", "--to", "html", "--sandbox"], in: book.folder.url, environment: host)
    try #require(shut.status == 0, "\(shut.errors)")
    let page = try book.folder.text(of: "output/html/01-outside.html")
    for line in [
      "network false", "project false", "state false", "cache false", "remount false",
      "temporary true", "input true", "render seen false",
    ] { #expect(page.contains(line)) }
    #expect(page.contains("index out of range"), "crashes are explained there too")
    #expect(page.contains("This cell crashed in line 2"))
    #expect(!book.folder.files().contains { $0.hasSuffix("/cells/written.txt") })
    #expect(!book.folder.contains("written.txt"))
  }

  @Test func `without bubblewrap nothing is run, and the message says how to get it`() throws {
    let book = try Book(["01-good.md": chapter("Good")])
    let compiler = try #require(Tool.installed("swiftc"))
    try book.folder.write("", to: "bin/.keep")
    try FileManager.default.createSymbolicLink(
      atPath: book.folder.url.appending(path: "bin/swiftc").path,
      withDestinationPath: compiler.path)
    let outcome = try Book.convolume.run(
      ["render", "--sandbox"], in: book.folder.url,
      environment: ["PATH": book.folder.url.appending(path: "bin").path])
    #expect(outcome.status == 1)
    #expect(
      outcome.errors == """
        convolume render: --sandbox needs bubblewrap, and 'bwrap' was not found in PATH. Install it \
        (apt-get install bubblewrap), or render without --sandbox chapters that you trust.

        """)
  }
}
