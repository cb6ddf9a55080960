import Caching
import Foundation
import TestSupport
import Testing

@Suite struct CacheFolderTests {
  private let folder: TemporaryFolder
  private var cache: CacheFolder { CacheFolder(folder.url) }

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Writes a file of ten bytes that was used `day` days after a date of old.
  private func write(_ path: String, usedOn day: Int) throws {
    try folder.write("0123456789", to: path)
    try FileManager.default.setAttributes(
      [.modificationDate: Self.date(day)], ofItemAtPath: folder.url.appending(path: path).path)
  }

  private static func date(_ day: Int) -> Date {
    Date(timeIntervalSince1970: 1_700_000_000 + 86400 * Double(day))
  }

  private func fill() throws {
    try write("cache/ab/abcd", usedOn: 5)
    try write("cache/cd/cdef", usedOn: 2)
    try write("cache/keys/01-chapter", usedOn: 0)
    try write("cells/libcell-01.so", usedOn: 1)
    try write("cells/cell-01.stamp", usedOn: 4)
    try write("cells/clang-modules-9/X/a.pcm", usedOn: 3)
    try write("checkpoints/run.training", usedOn: 6)
    try write("lock", usedOn: 0)
  }

  @Test func `lists what can go, the least recently used first`() throws {
    try fill()
    let entries = try cache.entries()
    #expect(
      entries.map(\.kind) == [.results, .modules, .compiledCells, .results, .checkpoints])
    #expect(entries.map(\.bytes) == [10, 10, 20, 10, 10])
    #expect(entries.map(\.lastUsed) == [2, 3, 4, 5, 6].map(Self.date))
  }

  @Test func `evicts no more than it must, and nothing that was just used`() throws {
    try fill()
    #expect(try cache.evict(to: 60, sparing: Self.date(9)).isEmpty)
    #expect(try cache.evict(to: 45, sparing: Self.date(9)).map(\.kind) == [.results, .modules])
    #expect(!folder.contains("cache/cd/cdef"))
    #expect(try cache.evict(to: 0, sparing: Self.date(5)).map(\.kind) == [.compiledCells])
    #expect(
      folder.files() == [
        "cache/ab/abcd", "cache/keys/01-chapter", "checkpoints/run.training", "lock",
      ])
  }

  @Test func `tells what was used, whether or not there is too much`() throws {
    try fill()
    try write("cache/rendered/ab/drawing", usedOn: 6)
    let used = ["cache/ab/abcd", "cache/rendered/ab/drawing"].map { "\(folder.url.path)/\($0)" }
    let kinds: Set<CacheFolder.Kind> = [.results, .rendered]
    for limit in [1000, 45] {
      #expect(
        try cache.evict(to: limit, sparing: Self.date(5), telling: kinds).sorted() == used)
      #expect(folder.contains("cache/cd/cdef") == (limit == 1000))
    }
  }

  @Test func `removes by age and kind`() throws {
    try fill()
    let gone = try cache.removeEntries(
      of: [.results, .compiledCells], unusedSince: Self.date(5))
    #expect(gone.map(\.kind) == [.results, .compiledCells])
    #expect(folder.contains("cache/ab/abcd"))
    #expect(folder.contains("cells/clang-modules-9/X/a.pcm"))
  }

  @Test func `a result that is read counts as used`() throws {
    let store = ResultStore(folder: folder.url.appending(path: "cache").path) { _ in }
    let key = CacheKey([CacheKey.Part(name: "source", content: "x")])
    try store.keep([1], for: key)
    let path = folder.url.appending(path: "cache/\(key.digest.prefix(2))/\(key.digest)").path
    try FileManager.default.setAttributes([.modificationDate: Self.date(0)], ofItemAtPath: path)
    #expect(try cache.entries().map(\.lastUsed) == [Self.date(0)])
    #expect(store.content(for: key) == [1])
    #expect(try cache.evict(to: 0, sparing: Self.date(1)).isEmpty)
  }

  @Test func `removes what a killed render left half-made, and nothing else`() throws {
    try fill()
    try folder.write("whole", to: "cells/clang-modules-9/a.dat.nosync.part.pcm")
    let whole = folder.files()
    for path in [
      "cells/cell-02.5F3A/cell-02.swift", "cells/backtrace-1.txt", "cache/ab/ab12.77.part",
      "checkpoints/.dat.nosync12.x", ".dat.nosync13.y",
    ] { try folder.write("half", to: path) }
    try cache.removeLeftovers()
    #expect(folder.files() == whole)
    #expect(!folder.contains("cells/cell-02.5F3A"))
  }

  @Test func `a folder that is not there holds nothing`() throws {
    let none = CacheFolder(folder.url.appending(path: "absent"))
    #expect(try none.entries().isEmpty)
    try none.removeLeftovers()
    #expect(try none.evict(to: 0, sparing: .now).isEmpty)
  }
}
