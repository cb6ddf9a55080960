import Foundation
import Synchronization

/// The files from which a project's pages are made: its settings, chapters, pictures.
///
/// Whatever reads one reads it here, and is on the list.
package final class InputFiles: Sendable {
  private struct List {
    var read: Set<String> = []
    var lookedFor: Set<String> = []
  }

  private let list = Mutex(List())
  /// When the first file may have been read, by this machine's clock, in nanoseconds since 1970.
  let start = Int(Date().timeIntervalSince1970 * 1e9)

  package init() {}

  /// Returns the content of a file.
  package func read(_ file: URL) throws -> Data {
    list.withLock { _ = $0.read.insert(file.path) }
    return try Data(contentsOf: file)
  }

  /// Notes that it matters whether there is a file, or which names a folder holds.
  package func note(_ file: URL) {
    list.withLock { _ = $0.lookedFor.insert(file.path) }
  }

  /// Notes a folder, and all that is in it.
  package func note(everythingIn folder: URL) {
    note(folder)
    let names = FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []
    for name in names { note(folder.appending(path: name)) }
  }

  /// What was read, and what was looked for.
  var all: (read: Set<String>, lookedFor: Set<String>) {
    list.withLock { ($0.read, $0.lookedFor) }
  }
}
