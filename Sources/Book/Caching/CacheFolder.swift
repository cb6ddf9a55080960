import Foundation

/// All that renders keep below `.convolume`, in entries that can go one by one.
///
/// Whatever goes is made again when it is needed. The caller holds the project's lock.
package struct CacheFolder: Sendable {
  package enum Kind: String, CaseIterable, Codable, Sendable {
    case results
    case compiledCells = "compiled cells"
    case checkpoints
    case rendered = "drawings and pages"
    /// What the compiler keeps of the C headers that it has read.
    case modules = "C modules"
  }

  /// Files that are of use together only.
  package struct Entry: Hashable, Sendable {
    package var kind: Kind
    /// The paths of the files.
    package var files: [String]
    package var bytes: Int
    package var lastUsed: Date
  }

  /// `.convolume`.
  package let folder: URL

  package init(_ folder: URL) {
    self.folder = folder
  }

  /// Lists all entries, the least recently used first.
  package func entries() throws -> [Entry] { entries(of: ownedFiles()) }

  private func entries(of files: [File]) -> [Entry] {
    var entries: [String: Entry] = [:]
    for file in files {
      var entry =
        entries[file.owner] ?? Entry(kind: file.kind, files: [], bytes: 0, lastUsed: .distantPast)
      entry.files.append(file.path)
      entry.bytes += file.bytes
      entry.lastUsed = max(entry.lastUsed, file.modified)
      entries[file.owner] = entry
    }
    // Where two were used at once, the name decides, so that two runs agree.
    return entries.sorted { ($0.value.lastUsed, $0.key) < ($1.value.lastUsed, $1.key) }.map(\.value)
  }

  /// Removes what is of one of `kinds` and was not used since `date`.
  ///
  /// - Returns: What is gone.
  package func removeEntries(of kinds: Set<Kind>, unusedSince date: Date) throws -> [Entry] {
    let old = try entries().filter { kinds.contains($0.kind) && $0.lastUsed < date }
    for entry in old { try remove(entry) }
    // Whoever removed results wants to see them made again, though the pages still show them.
    let stamps = folder.appending(path: "cache/stamps")
    if !old.isEmpty, stamps.isFolder { try FileManager.default.removeItem(at: stamps) }
    return old
  }

  /// Removes entries, the least recently used first, until no more than `limit` bytes are left.
  ///
  /// - Parameters:
  ///   - limit: In bytes.
  ///   - date: What was used since then stays, however large it is.
  /// - Returns: What is gone.
  /// - Throws: When the folder cannot be looked into, or an entry cannot be removed.
  package func evict(to limit: Int, sparing date: Date) throws -> [Entry] {
    try evict(try entries(), to: limit, sparing: date)
  }

  /// Evicts entries in the same way, and tells which files were used.
  ///
  /// Of the thousands of files in a folder that has not grown beyond its limit only the times are asked.
  ///
  /// - Parameters:
  ///   - limit: In bytes.
  ///   - date: What was used since then stays.
  ///   - kinds: The kinds whose files are told.
  /// - Returns: The paths of the files of `kinds` that were used since `date`.
  /// - Throws: When an entry cannot be removed.
  package func evict(to limit: Int, sparing date: Date, telling kinds: Set<Kind>) throws -> [String]
  {
    let files = ownedFiles()
    if files.reduce(0, { $0 + $1.bytes }) > limit {
      _ = try evict(entries(of: files), to: limit, sparing: date)
    }
    return files.filter { kinds.contains($0.kind) && $0.modified >= date }.map(\.path)
  }

  private func evict(_ entries: [Entry], to limit: Int, sparing date: Date) throws -> [Entry] {
    var size = entries.reduce(0) { $0 + $1.bytes }
    var gone: [Entry] = []
    for entry in entries where size > limit && entry.lastUsed < date {
      try remove(entry)
      size -= entry.bytes
      gone.append(entry)
    }
    return gone
  }

  /// Removes what a render that was killed left half-made.
  package func removeLeftovers() throws {
    for name in try names(in: folder.appending(path: "cells")) {
      let place = folder.appending(path: "cells/\(name)")
      let isScratch = place.isFolder && !name.hasPrefix(Self.modulesPrefix)
      guard isScratch || name.hasPrefix("backtrace-") else { continue }
      try FileManager.default.removeItem(at: place)
    }
    for path in FolderListing.files(below: folder.path) where Self.isHalfWritten(path) {
      try FileManager.default.removeItem(at: folder.appending(path: path))
    }
  }

  /// Whether a file was to be renamed once it was whole: by `PlainFile`, or by Foundation.
  private static func isHalfWritten(_ path: String) -> Bool {
    // By bytes, as below.
    let start = path.utf8.lastIndex(of: UInt8(ascii: "/")).map(path.utf8.index(after:))
    let name = path.utf8[(start ?? path.startIndex)...]
    return name.suffix(5).elementsEqual(".part".utf8) || name.starts(with: ".dat.nosync".utf8)
  }

  // MARK: Layout

  private static let modulesPrefix = "clang-modules"

  /// The entry that a file belongs to: `cells/cell-0123` for `cells/libcell-0123.so`.
  private static func owner(of path: String) -> (Kind, String)? {
    // Most files are drawings.
    if path.hasPrefix("cache/rendered/") {
      return path.utf8.count { $0 == UInt8(ascii: "/") } == 3 ? (.rendered, path) : nil
    }
    // By bytes: to look for characters takes several times as long, among thousands of files.
    let steps = path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
    guard steps.count > 1, let file = steps.last else { return nil }
    switch steps[0] {
    case "cache":
      // Beside the results lie the keys of the last run, the digests of files, and stamps.
      return steps.count == 3 && !["keys", "stamps"].contains(steps[1]) ? (.results, path) : nil
    case "checkpoints": return (.checkpoints, path)
    case "scratch": return steps.contains("checkpoints") ? (.checkpoints, path) : nil
    case "cells":
      if steps[1].hasPrefix(modulesPrefix) { return (.modules, "cells/\(steps[1])") }
      let stem = file.hasPrefix("lib") ? file.dropFirst(3) : file
      return (.compiledCells, "cells/\(stem.prefix { $0 != "." })")
    default: return nil
    }
  }

  private struct File {
    /// What it belongs to.
    var kind: Kind
    var owner: String
    var path: String
    var bytes: Int
    var modified: Date
  }

  /// All files that belong to an entry.
  private func ownedFiles() -> [File] {
    let place = folder.path
    return FolderListing.files(below: place).compactMap { name in
      guard let (kind, owner) = Self.owner(of: name) else { return nil }
      let path = "\(place)/\(name)"
      // Foundation's own way also looks up who owns each of thousands of files.
      var status = stat()
      guard lstat(path, &status) == 0 else { return nil }
      #if os(Linux)
        let modified = status.st_mtim
      #else
        let modified = status.st_mtimespec
      #endif
      let seconds = Double(modified.tv_sec) + Double(modified.tv_nsec) * 1e-9
      return File(
        kind: kind, owner: owner, path: path, bytes: Int(status.st_size),
        modified: Date(timeIntervalSince1970: seconds))
    }
  }

  private func names(in place: URL) throws -> [String] {
    guard FileManager.default.fileExists(atPath: place.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: place.path)
  }

  private func remove(_ entry: Entry) throws {
    for file in entry.files { try FileManager.default.removeItem(atPath: file) }
  }
}

extension URL {
  fileprivate var isFolder: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
