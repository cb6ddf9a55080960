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
  package func entries() throws -> [Entry] {
    var entries: [String: Entry] = [:]
    let place = folder.path
    for file in files(below: folder) {
      guard let (kind, name) = Self.owner(of: file.path) else { continue }
      var entry =
        entries[name] ?? Entry(kind: kind, files: [], bytes: 0, lastUsed: .distantPast)
      entry.files.append("\(place)/\(file.path)")
      entry.bytes += file.bytes
      entry.lastUsed = max(entry.lastUsed, file.modified)
      entries[name] = entry
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

  /// The same, among `entries` that were just listed.
  package func evict(_ entries: [Entry], to limit: Int, sparing date: Date) throws -> [Entry] {
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
    for path in FolderListing.files(below: folder.path)
    where path.hasSuffix(".part") || path.contains("/.dat.nosync") {
      try FileManager.default.removeItem(at: folder.appending(path: path))
    }
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
    /// Relative to the folder.
    var path: String
    var bytes: Int
    var modified: Date
  }

  private func files(below place: URL) -> [File] {
    let folder = place.path
    return FolderListing.files(below: folder).compactMap { path in
      // Foundation's own way also looks up who owns each of thousands of files.
      var status = stat()
      guard lstat("\(folder)/\(path)", &status) == 0 else { return nil }
      #if os(Linux)
        let modified = status.st_mtim
      #else
        let modified = status.st_mtimespec
      #endif
      let seconds = Double(modified.tv_sec) + Double(modified.tv_nsec) * 1e-9
      return File(
        path: path, bytes: Int(status.st_size), modified: Date(timeIntervalSince1970: seconds))
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
