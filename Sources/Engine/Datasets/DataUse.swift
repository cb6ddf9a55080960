import Synchronization

/// One file of a data set that a loader looked for, and what it found.
///
/// Whoever keeps results of cells listens: a result stands as long as the same files hold the same.
package struct DataUse: Hashable, Sendable {
  /// The data set's name, such as `mnist`.
  package var set: String
  package var file: String
  /// Where it was looked for; `nil` for the folders of `DataFolders.standard()`.
  package var folders: [String]?
  /// The SHA-256 of the content after unpacking, or one of the two words below.
  package var content: String

  package static let absent = "absent"
  package static let unreadable = "unreadable"

  init(of file: String, in set: KnownDataset, folders: DataFolders, content: String) {
    self.set = set.name
    self.file = file
    self.folders = folders == .standard() ? nil : folders.paths
    self.content = content
  }

  private static let listener = Mutex<(@Sendable (DataUse) -> Void)?>(nil)

  /// Calls `listener`, on any thread, for each file that is looked for from now on.
  package static func onUse(_ listener: (@Sendable (DataUse) -> Void)?) {
    self.listener.withLock { $0 = listener }
  }

  func report() { Self.listener.withLock { $0 }?(self) }

  private static let readingListener = Mutex<(@Sendable (Bool) -> Void)?>(nil)

  /// Calls `listener` with true before a thread reads a data set's file, and with false after it: what it
  /// reads is told by `onUse`, as data wherever it lies.
  package static func onReading(_ listener: (@Sendable (Bool) -> Void)?) {
    readingListener.withLock { $0 = listener }
  }

  static func read<Content>(_ body: () throws -> Content) rethrows -> Content {
    let listener = readingListener.withLock { $0 }
    listener?(true)
    defer { listener?(false) }
    return try body()
  }
}

extension DataFolders {
  /// The path of one file of the data set called `set`, or `nil` when no folder holds it.
  package func path(of file: String, ofSet set: String) -> String? {
    KnownDataset.all.first { $0.name == set }.flatMap { path(of: file, in: $0) }
  }

  /// What a loader would find in the file at `path`, in the words of `DataUse.content`.
  package static func content(of path: String) -> String {
    do {
      return try DataFile(path: path, dataset: nil).sha256
    } catch {
      return DataUse.unreadable
    }
  }
}
