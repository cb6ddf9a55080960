import Foundation
import TestSupport
import Testing

/// What `convolume data` says of data sets, and does about them, in folders of the test's own.
@Suite struct DataTests {
  private let folder: TemporaryFolder
  private static let systemCopy = URL(filePath: "/usr/share/datasets/fashion-mnist")
  private static let testLabels = "t10k-labels-idx1-ubyte.gz"

  init() throws {
    folder = try TemporaryFolder()
  }

  private func data(_ arguments: String...) throws -> Tool.Outcome {
    try Book.convolume.run(
      ["data"] + arguments, in: folder.url,
      environment: [
        "XDG_CACHE_HOME": folder.url.path + "/cache", "CONVOLUME_DATA": folder.url.path + "/mine",
      ])
  }

  @Test func `lists every known set, the folders searched, and what gets the missing ones`() throws
  {
    let outcome = try data("list")
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
    #expect(lines.first == ["NAME", "STATE", "FILES", "SIZE", "FOLDER"])
    #expect(lines.contains(["mnist", "missing", "0/4", "55.0", "MB"]))
    #expect(lines.contains(["cifar10", "missing", "0/6", "184.4", "MB"]))
    #expect(outcome.output.contains("  \(folder.url.path)/mine\n  \(folder.url.path)/cache/"))
    #expect(outcome.output.contains("convolume data fetch mnist"))
  }

  @Test func `an unknown set is a mistake in the arguments, answered with the known names`() throws
  {
    for command in ["fetch", "verify"] {
      let outcome = try data(command, "mnits")
      #expect(outcome.status == 2)
      for name in ["'mnits'", "mnist", "fashion-mnist", "cifar10"] {
        #expect(outcome.errors.contains(name))
      }
    }
  }

  @Test func `a set that is not there fails verification with the command that gets it`() throws {
    let outcome = try data("verify", "cifar10")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("CIFAR-10: not found in \(folder.url.path)/mine, "))
    #expect(outcome.errors.contains("Run 'convolume data fetch cifar10'"))
  }

  @Test func `a damaged file is named, with what was expected and found`() throws {
    try folder.write("short", to: "mine/mnist/train-labels-idx1-ubyte")
    let outcome = try data("verify", "mnist")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("damaged  \(folder.url.path)/mine/mnist/train-labels-idx1"))
    #expect(
      outcome.errors.contains(
        "mine/mnist/train-labels-idx1-ubyte: expected 60008 bytes, found 5. "
          + "Run 'convolume data fetch mnist' to get a good copy."))
    #expect(outcome.errors.contains("t10k-labels-idx1-ubyte: not found in "))
  }

  @Test func `a download that no address delivers fails with that address`() throws {
    let server = try LoopbackServer([:])
    let outcome = try data("fetch", "mnist", "cifar10", "--mirror", server.mirror)
    #expect(outcome.status == 1)
    for file in ["mnist/train-images-idx3-ubyte.gz", "cifar10/cifar-10-binary.tar.gz"] {
      #expect(outcome.errors.contains("\(server.address)\(file) answered with the status 404"))
    }
  }

  /// What stands where a data set should come from, and what is said of it.
  enum Mirror: CaseIterable { case mute, slow, wrong, gone }

  @Test(arguments: Mirror.allCases)
  func `an optional set that no mirror delivers is told, and no failure`(mirror: Mirror) throws {
    let file = "mnist/train-images-idx3-ubyte.gz"
    let content = Data(repeating: 0, count: 5_000)
    let server =
      switch mirror {
      case .mute: try LoopbackServer([file: content], holding: .beforeAnswer)
      case .slow: try LoopbackServer([file: content], holding: .after(bytes: 100))
      case .wrong: try LoopbackServer([file: content])
      case .gone: try LoopbackServer([:])
      }
    let said =
      switch mirror {
      case .mute: "did not answer within 1 s"
      case .slow: "is too slow: "
      case .wrong: "SHA-256"
      case .gone: "answered with the status 404"
      }
    let outcome = try data(
      "fetch", "mnist", "--optional", "--wait", "1", "--mirror", server.mirror)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains(said), "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        "going on without MNIST: chapters use the data that is there, and say which"))
    // Nothing wrong is left that could be taken for the set.
    let state = try data("list").output.split(separator: "\n").first { $0.hasPrefix("mnist") }
    #expect(state?.contains("missing") == true)
    #expect(try data("fetch", "mnist", "--wait", "1", "--mirror", server.mirror).status == 1)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: Self.systemCopy.path)))
  func `fetch replaces a damaged file, and leaves the good ones alone`() throws {
    let good = try Data(contentsOf: Self.systemCopy.appending(path: Self.testLabels))
    let place = "cache/convolume/data/fashion-mnist/\(Self.testLabels)"
    try folder.write(good.prefix(1_000), to: place)
    #expect(try data("verify", "fashion-mnist").status == 1)

    let server = try LoopbackServer(["fashion-mnist/\(Self.testLabels)": good])
    let outcome = try data("fetch", "fashion-mnist", "--mirror", server.mirror)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(server.requests == ["GET /fashion-mnist/\(Self.testLabels)"])
    #expect(outcome.errors.contains("Fashion-MNIST: fetching \(Self.testLabels)"))
    #expect(!outcome.errors.contains("\u{1B}"))
    #expect(try folder.bytes(of: place) == good)
    #expect(try data("verify", "fashion-mnist").status == 0)
    #expect(
      try data("fetch", "fashion-mnist").output == "Fashion-MNIST is there already, and good\n")
  }
}

extension LoopbackServer {
  /// The address as `--mirror` takes it.
  fileprivate var mirror: String { String(address.dropLast()) }
}
