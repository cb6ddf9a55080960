import Datasets
import Foundation
import Synchronization
import TestSupport
import Testing

/// Whoever listens hears which files of data sets were looked for: one listener at a time.
@Suite(.serialized) struct DataUseTests {
  private let folder: TemporaryFolder
  private let folders: DataFolders

  init() throws {
    folder = try TemporaryFolder()
    folders = DataFolders([folder.url.path])
  }

  /// What was looked for in this test's own folder while `body` ran.
  private func uses(_ body: () throws -> Void) rethrows -> [DataUse] {
    let heard = Mutex<[DataUse]>([])
    DataUse.onUse { use in heard.withLock { $0.append(use) } }
    defer { DataUse.onUse(nil) }
    try body()
    return heard.withLock { $0 }.filter { $0.folders == folders.paths }
  }

  @Test func `tells each file and what it held, packed or not`() throws {
    try writeSmallMNIST(to: folder)
    let plain = try uses { _ = try mnist(in: folders) }
    #expect(
      plain.map(\.file) == [
        MNISTFile.trainImages, MNISTFile.trainLabels, MNISTFile.testImages, MNISTFile.testLabels,
      ])
    #expect(plain.allSatisfy { $0.set == "mnist" && $0.content.count == 64 })
    let labels = try folder.bytes(of: "mnist/\(MNISTFile.trainLabels)")
    try FileManager.default.removeItem(
      at: folder.url.appending(path: "mnist/\(MNISTFile.trainLabels)"))
    try folder.write(gzipped(labels), to: "mnist/\(MNISTFile.trainLabels).gz")
    #expect(try uses { _ = try mnist(in: folders) } == plain)
    for use in plain {
      let path = try #require(folders.path(of: use.file, ofSet: use.set))
      #expect(DataFolders.content(of: path) == use.content)
    }
  }

  @Test func `tells what is absent or damaged`() throws {
    let absent = uses { #expect(throws: DatasetError.self) { try mnist(in: folders) } }
    #expect(absent.map(\.content) == [DataUse.absent])
    #expect(folders.path(of: MNISTFile.trainImages, ofSet: "mnist") == nil)
    try writeSmallMNIST(to: folder)
    try FileManager.default.removeItem(
      at: folder.url.appending(path: "mnist/\(MNISTFile.testLabels)"))
    try folder.write(Data([0x1F, 0x8B, 8, 0]), to: "mnist/\(MNISTFile.testLabels).gz")
    let damaged = uses { #expect(throws: DatasetError.self) { try mnist(in: folders) } }
    #expect(damaged.last?.content == DataUse.unreadable)
    let path = try #require(folders.path(of: MNISTFile.testLabels, ofSet: "mnist"))
    #expect(DataFolders.content(of: path) == DataUse.unreadable)
  }

  @Test func `tells the batches of CIFAR-10 that were not there`() throws {
    let record = Data([1] + Array(repeating: UInt8(7), count: 3_072))
    for name in ["data_batch_1.bin", "test_batch.bin"] {
      try folder.write(record, to: "cifar10/\(name)")
    }
    let found = try uses { _ = try cifar10(in: folders) }
    #expect(found.count { $0.content == DataUse.absent } == 4)
    #expect(found.count { $0.content.count == 64 } == 2)
  }
}
