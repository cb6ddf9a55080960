/// Tells when one of a set of files may have changed, appeared or vanished.
package protocol FileWatcher: Sendable {
  /// The files and folders that were touched, in bursts.
  var changes: AsyncStream<Set<String>> { get }

  /// What is watched.
  var paths: Set<String> { get }

  /// Watches these paths, and no others any more.
  func watch(_ paths: Set<String>)

  /// Ends the stream of changes.
  func end()
}

/// Chooses how files are watched.
package enum FileWatchers {
  /// Starts to watch nothing, in the best way that the system has.
  ///
  /// - Throws: `POSIXError` when the system has no more watches to give.
  package static func start() throws -> any FileWatcher {
    #if os(Linux)
      try InotifyWatcher()
    #else
      PollingWatcher()
    #endif
  }
}
