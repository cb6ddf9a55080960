import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct DatasetFetchingTests {
  let folder: TemporaryFolder
  let folders: DataFolders
  let content = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) })

  init() throws {
    folder = try TemporaryFolder()
    folders = DataFolders([folder.url.path + "/cache"])
  }

  private func sha256(_ data: Data) -> String {
    digest(of: Array(data))
  }

  /// A data set of one packed file.
  private func dataset(sha256 expected: String? = nil) -> KnownDataset {
    KnownDataset(
      name: "small", title: "Small",
      files: [.init(name: "one", size: content.count, sha256: expected ?? sha256(content))],
      downloads: [.init(name: "one.gz", sha256: nil, contents: 0..<1)], mirrors: [], credit: "",
      classNames: [], folders: ["small"])
  }

  /// A tar archive of two files in a folder.
  private func archive(_ files: [(String, Data)]) -> Data {
    var tar = Data()
    for (name, data) in files {
      var header = [UInt8](repeating: 0, count: 512)
      header.replaceSubrange(0..<name.utf8.count, with: Array(name.utf8))
      let size = String(data.count, radix: 8)
      header.replaceSubrange(124..<124 + size.utf8.count, with: Array(size.utf8))
      header[156] = UInt8(ascii: "0")
      tar += Data(header) + data
      tar += Data(repeating: 0, count: (512 - data.count % 512) % 512)
    }
    return tar + Data(repeating: 0, count: 1_024)
  }

  @Test func `downloads, checks, and installs`() async throws {
    let packed = gzipped(content)
    let server = try LoopbackServer(["one.gz": packed])
    let log = ProgressLog()
    let installed = try await folders.fetch(dataset(), from: [server.address]) { log.append($0) }
    #expect(installed == [folder.url.path + "/cache/small/one.gz"])
    #expect(try folder.bytes(of: "cache/small/one.gz") == packed)
    #expect(folder.files() == ["cache/small/one.gz"])
    #expect(
      log.last == FetchProgress(file: "one.gz", received: packed.count, total: packed.count))
    #expect(folders.verify(dataset()).isComplete)
  }

  @Test func `fetches nothing that is there`() async throws {
    try folder.write(content, to: "cache/small/one")
    let server = try LoopbackServer([:])
    #expect(try await folders.fetch(dataset(), from: [server.address]).isEmpty)
    #expect(server.requests.isEmpty)
  }

  @Test func `leaves a mirror that does not answer, or sends next to nothing, for the next one`()
    async throws
  {
    let packed = gzipped(content)
    let mute = try LoopbackServer(["one.gz": packed], holding: .beforeAnswer)
    let slow = try LoopbackServer(["one.gz": packed], holding: .after(bytes: 100))
    let good = try LoopbackServer(["one.gz": packed])
    func reason(_ server: LoopbackServer, _ patience: Duration) async -> String {
      let error = await #expect(throws: DatasetError.self) {
        try await folders.fetch(dataset(), from: [server.address], patience: patience)
      }
      return error?.description ?? ""
    }
    let ofMute = await reason(mute, .milliseconds(200))
    #expect(ofMute.contains("\(mute.address)one.gz did not answer within 0.2 s"))
    let ofSlow = await reason(slow, .seconds(1))
    #expect(ofSlow.contains("\(slow.address)one.gz is too slow: 100 bytes came within 1 s"))
    try await folders.fetch(
      dataset(), from: [mute.address, good.address], patience: .seconds(1))
    #expect(try folder.bytes(of: "cache/small/one.gz") == packed)
    #expect(good.requests == ["GET /one.gz bytes=100-"])
  }

  @Test(arguments: [true, false])
  func `goes on after a broken download, or starts over when the server cannot`(
    honoursRange: Bool
  ) async throws {
    let packed = gzipped(content)
    let server = try LoopbackServer(
      ["one.gz": packed], honoursRange: honoursRange, breakingFirstAfter: 1_000)
    let error = await #expect(throws: DatasetError.self) {
      try await folders.fetch(dataset(), from: [server.address])
    }
    #expect(error?.description.contains("it goes on where it stopped") == true)
    #expect(folder.files() == ["cache/small/one.gz.part"])
    let kept = try folder.bytes(of: "cache/small/one.gz.part").count
    try await folders.fetch(dataset(), from: [server.address])
    #expect(server.requests.last == (kept == 0 ? "GET /one.gz" : "GET /one.gz bytes=\(kept)-"))
    #expect(try folder.bytes(of: "cache/small/one.gz") == packed)
  }

  @Test func `installs nothing that is not the published file`() async throws {
    let server = try LoopbackServer(["one.gz": gzipped(content)])
    let wanted = dataset(sha256: String(repeating: "0", count: 64))
    let error = await #expect(throws: DatasetError.self) {
      try await folders.fetch(wanted, from: [server.address])
    }
    #expect(
      error?.description == "one: expected the SHA-256 \(String(repeating: "0", count: 64)), found "
        + "\(sha256(content)). Run 'convolume data fetch small' to get a good copy.")
    #expect(folder.files().isEmpty)
  }

  @Test func `says why the folder for downloads cannot be made`() async throws {
    try folder.write("in the way", to: "cache")
    let error = await #expect(throws: DatasetError.self) {
      try await folders.fetch(dataset(), from: [])
    }
    #expect(error?.file == folder.url.path + "/cache/small")
    #expect(error?.description.contains("/cache/small: cannot be written: ") == true)
    #expect(error?.description.hasSuffix("or name another folder in XDG_CACHE_HOME.") == true)
  }

  @Test func `tries the next mirror`() async throws {
    let empty = try LoopbackServer([:])
    let server = try LoopbackServer(["one.gz": gzipped(content)])
    try await folders.fetch(dataset(), from: [empty.address, server.address])
    #expect(folder.contains("cache/small/one.gz"))
  }

  @Test func `says which address failed, and how`() async throws {
    let empty = try LoopbackServer([:])
    let error = await #expect(throws: DatasetError.self) {
      try await folders.fetch(dataset(), from: [empty.address])
    }
    #expect(
      error?.description == "one.gz: could not be downloaded: \(empty.address)one.gz answered with "
        + "the status 404. Run the command again when the network is there; it goes on where it "
        + "stopped.")
  }

  @Test func `unpacks an archive into its files`() async throws {
    let (a, b) = (content.prefix(700), content.suffix(1_024))
    let wanted = KnownDataset(
      name: "pair", title: "Pair",
      files: [
        .init(name: "a.bin", size: a.count, sha256: sha256(a)),
        .init(name: "b.bin", size: b.count, sha256: sha256(b)),
      ],
      downloads: [.init(name: "pair.tar.gz", sha256: nil, contents: 0..<2)], mirrors: [],
      credit: "", classNames: [], folders: ["pair"])
    let tar = archive([("top/b.bin", b), ("top/readme", Data("?".utf8)), ("top/a.bin", a)])
    let server = try LoopbackServer(["pair.tar.gz": gzipped(tar)])
    try await folders.fetch(wanted, from: [server.address])
    #expect(folder.files() == ["cache/pair/a.bin", "cache/pair/b.bin"])
    #expect(try folder.bytes(of: "cache/pair/a.bin") == a)
    #expect(folders.verify(wanted).isComplete)
  }

  @Test func `rejects an archive that breaks off`() async throws {
    let wanted = KnownDataset(
      name: "pair", title: "Pair",
      files: ["a.bin", "b.bin"].map { .init(name: $0, size: 9, sha256: "") },
      downloads: [.init(name: "pair.tar.gz", sha256: nil, contents: 0..<2)], mirrors: [],
      credit: "", classNames: [], folders: ["pair"])
    let server = try LoopbackServer(
      ["pair.tar.gz": gzipped(archive([("a.bin", content)]).prefix(2_000))])
    let error = await #expect(throws: DatasetError.self) {
      try await folders.fetch(wanted, from: [server.address])
    }
    #expect(error?.problem == .damagedArchive(reason: "the file at byte 0 breaks off"))
  }

  @Test func `says good, bad or missing of each file`() throws {
    #expect(folders.verify(dataset()).entries.map(\.state) == [.missing])
    let path = folder.url.path + "/cache/small/one"
    try folder.write(content, to: "cache/small/one")
    #expect(folders.verify(dataset()).entries.map(\.state) == [.good(path: path)])
    var changed = content
    changed[7] ^= 1
    try folder.write(changed, to: "cache/small/one")
    guard case .bad(path, let error) = folders.verify(dataset()).entries[0].state else {
      Issue.record("a changed byte was not noticed")
      return
    }
    #expect(error.problem == .wrongDigest(expected: sha256(content), found: sha256(changed)))
  }

  @Test func `says when a bad copy elsewhere hides the good one`() async throws {
    try folder.write(Data("bad".utf8), to: "mine/small/one")
    let both = DataFolders(
      [folder.url.path + "/mine", folder.url.path + "/cache"],
      installation: folder.url.path + "/cache")
    let server = try LoopbackServer(["one.gz": gzipped(content)])
    let error = await #expect(throws: DatasetError.self) {
      try await both.fetch(dataset(), from: [server.address])
    }
    #expect(
      error?.description
        == "\(folder.url.path)/mine/small/one: it is damaged, and found before the "
        + "good copy in \(folder.url.path)/cache/small. Remove it, or take its folder out of "
        + "CONVOLUME_DATA.")
  }

  @Test func `lists every known data set`() {
    let listings = folders.list()
    #expect(listings.map(\.dataset.name) == ["mnist", "fashion-mnist", "cifar10"])
    #expect(listings.allSatisfy { !$0.isComplete })
  }
}

/// What a download reported, from its own thread.
private final class ProgressLog: @unchecked Sendable {
  private let lock = NSLock()
  private var reports: [FetchProgress] = []

  func append(_ report: FetchProgress) { lock.withLock { reports.append(report) } }
  var last: FetchProgress? { lock.withLock { reports.last } }
}
