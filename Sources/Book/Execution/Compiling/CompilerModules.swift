import Digests
import Foundation
import Synchronization

/// What the compiler keeps of the C headers that it has read, under checksums of ours.
///
/// The compiler trusts these files: a truncated one makes it blame the cell, and a flipped bit could
/// change what a cell computes. So they are compared with their checksums once in a render, before
/// the first compilation, and made anew when one does not match.
actor CompilerModules {
  nonisolated let folder: String
  private var known: [String: Stamp] = [:]
  private var isProven = false

  /// A file as it was when its checksum was taken.
  private struct Stamp: Codable, Equatable {
    var sha256: String
    var bytes: Int
    var modified: Date
  }

  private init(folder: String) {
    self.folder = folder
  }

  /// One for each folder, as long as somebody compiles there.
  private struct Users {
    weak var modules: CompilerModules?
  }

  private static let users = Mutex<[String: Users]>([:])

  /// Returns the modules of a folder.
  ///
  /// All compilers of a process share them: one that proved them by itself would take what another is
  /// just writing for damaged, and remove it.
  static func of(folder: String) -> CompilerModules {
    users.withLock { users in
      if let modules = users[folder]?.modules { return modules }
      let modules = CompilerModules(folder: folder)
      users[folder] = Users(modules: modules)
      return modules
    }
  }

  private var list: URL { URL(filePath: folder).appending(path: "checksums.json") }

  /// Removes the folder if any file in it is not as a compilation left it.
  func prove() throws {
    guard !isProven else { return }
    isProven = true
    guard FileManager.default.fileExists(atPath: folder) else { return }
    let now = try current(since: [:])
    if listed == now.mapValues(\.sha256) {
      known = now
    } else {
      try FileManager.default.removeItem(atPath: folder)
    }
  }

  /// Takes the checksums of what a compilation added.
  func stamp() {
    do {
      let now = try current(since: known)
      guard now != known else { return }
      known = now
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      try encoder.encode(now.mapValues(\.sha256)).write(to: list, options: .atomic)
    } catch {
      // A full disk, for one: the old list will not match, and the files are made anew.
    }
  }

  /// The checksums that were written last; `nil` when they cannot be read.
  private var listed: [String: String]? {
    guard let data = FileManager.default.contents(atPath: list.path) else { return nil }
    return try? JSONDecoder().decode([String: String].self, from: data)
  }

  /// The files of the folder; those that are as in `earlier` are not read again.
  private func current(since earlier: [String: Stamp]) throws -> [String: Stamp] {
    var stamps: [String: Stamp] = [:]
    let names = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
    for name in names where name.hasSuffix(".pcm") {
      let path = "\(folder)/\(name)"
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      var stamp = Stamp(
        sha256: "", bytes: attributes[.size] as? Int ?? 0,
        modified: attributes[.modificationDate] as? Date ?? .distantPast)
      if let old = earlier[name], old.bytes == stamp.bytes, old.modified == stamp.modified {
        stamp = old
      } else {
        let data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
        stamp.sha256 = SHA256.hexadecimal(of: data)
      }
      stamps[name] = stamp
    }
    return stamps
  }
}
