import Digests
import Foundation
import Synchronization

/// The SHA-256 of files, each computed once for as long as the file stays as it is.
///
/// Whether it does is judged by its size, its number, and the times of its last changes, as git's index
/// does it. So a large data set is not read at each start. A file that changed within the last moments
/// is read again the next time: it might be changed once more within one tick of the clock.
package final class FileDigests: Sendable {
  private struct Entry: Hashable, Codable {
    var stamp: FileStatus
    var digest: String
  }

  private struct Table {
    var entries: [String: Entry] = [:]
    var isChanged = false
  }

  private let file: ChecksummedFile
  private let clock: @Sendable () -> Date
  private let table: Mutex<Table>

  /// Reads the digests of earlier renders.
  ///
  /// - Parameters:
  ///   - file: Where digests are kept between renders; a file that is absent or cannot be read holds none.
  ///   - clock: What time it is.
  package init(file: String, clock: @escaping @Sendable () -> Date = { Date() }) {
    self.file = ChecksummedFile(path: file, name: "digests of files")
    self.clock = clock
    var table = Table()
    do {
      if let content = try self.file.content() {
        table.entries = try JSONDecoder().decode([String: Entry].self, from: Data(content))
      }
    } catch {
      // Written by another version, or damaged: the files are read again, which only costs time.
      table.isChanged = true
    }
    self.table = Mutex(table)
  }

  /// Returns the SHA-256 of the content of the file at `path`, in hexadecimal; `nil` when there is no
  /// file that can be read.
  package func digest(of path: String) -> String? {
    digest(of: path, as: "content") {
      do {
        let content = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
        return SHA256.hexadecimal(of: content)
      } catch {
        // Gone since it was looked at, or not to be read: to a cell, that is the same.
        return nil
      }
    }
  }

  /// Returns what `compute` finds out about the file at `path`, or what it found when the file was last
  /// the same.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - what: A word for what is computed.
  ///   - compute: Reads the file; `nil` is not kept.
  /// - Returns: The finding; `nil` when there is no file, or nothing could be found out.
  package func digest(of path: String, as what: String, compute: () -> String?) -> String? {
    let name = "\(what) \(path)"
    guard let before = FileStatus(of: path) else { return nil }
    let known = table.withLock { $0.entries[name] }
    if let known, known.stamp == before { return known.digest }
    guard let digest = compute() else { return nil }
    let now = Int(clock().timeIntervalSince1970 * 1e9)
    let isSettled = before.latestChange < now - 2_000_000_000
    if isSettled, FileStatus(of: path) == before {
      table.withLock {
        $0.entries[name] = Entry(stamp: before, digest: digest)
        $0.isChanged = true
      }
    }
    return digest
  }

  /// Keeps the digests for the next render.
  package func save() throws {
    let entries: [String: Entry]? = table.withLock { table in
      defer { table.isChanged = false }
      return table.isChanged ? table.entries : nil
    }
    guard let entries else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try file.write(Array(try encoder.encode(entries)))
  }
}
