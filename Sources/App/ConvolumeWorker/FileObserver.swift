import COpenedFiles
import Convolume
import Datasets
import Foundation

/// Tells the session which files the cell that runs opens, by whatever library it does.
///
/// Where the system has no way to know (see `COpenedFiles`), only the engine's own loaders are observed,
/// and a cell names other files in its option `inputs`.
enum FileObserver {
  /// Runs `body`, and observes the files that it opens.
  static func observing<Result>(_ body: () throws -> Result) rethrows -> Result {
    DataUse.onReading { isReading in
      if isReading { convolume_pause_listening() } else { convolume_resume_listening() }
    }
    convolume_listen_to_files { use, path, target in
      guard let path else { return }
      FileObserver.note(use, String(cString: path), target: target.map { String(cString: $0) })
    }
    defer { convolume_listen_to_files(nil) }
    return try body()
  }

  private static func note(_ use: convolume_file_use, _ path: String, target: String?) {
    // The project's own state: checkpoints are known by all that made them.
    guard !"/\(path)".contains("/.convolume/") else { return }
    switch use {
    case convolume_opened_to_write: Session.noteWritten(fileAt: path)
    case convolume_renamed:
      if let target { Session.noteRenamed(fileAt: path, to: target) }
    default:
      var status = stat()
      guard stat(path, &status) == 0 else { return Session.observe(fileAt: path, content: nil) }
      // A folder has no content of its own, and a pipe would wait.
      guard status.st_mode & S_IFMT == S_IFREG else { return }
      Session.observe(fileAt: path, content: content(of: path))
    }
  }

  private static func content(of path: String) -> Data? {
    do {
      return try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    } catch {
      // The cell will find that it cannot be read.
      return nil
    }
  }
}
