import CSystemUse
import CellOutputs
import Convolume
import Datasets
import Foundation

/// Tells the session which files, folders and variables the cell that runs asks for, by whatever library
/// it does.
///
/// Where the system has no way to know (see `CSystemUse`), only the engine's own loaders are observed,
/// and a cell names other files in its option `inputs`. What a cell's child processes ask for is nowhere
/// observed.
enum SystemObserver {
  /// Runs `body`, and observes what it asks for.
  static func observing<Result>(_ body: () throws -> Result) rethrows -> Result {
    DataUse.onReading { isReading in
      if isReading { convolume_pause_listening() } else { convolume_resume_listening() }
    }
    // Found before anything is told.
    _ = ownFolders
    convolume_listen_to_system { use, path, target in
      let path = path.map { String(cString: $0) }
      switch use {
      case convolume_read_variable: Session.observe(variable: path)
      case convolume_set_variable: if let path { Session.noteSet(variable: path) }
      default:
        if let path {
          SystemObserver.note(use, path, target: target.map { String(cString: $0) })
        }
      }
    }
    defer { convolume_listen_to_system(nil) }
    return try body()
  }

  private static func note(_ use: convolume_system_use, _ path: String, target: String?) {
    // The project's own state: checkpoints are known by all that made them.
    let whole = "/\(path)/"
    guard !whole.contains("/.convolume/"), !ownFolders.contains(where: whole.contains) else {
      return
    }
    switch use {
    case convolume_opened_to_write, convolume_made: Session.noteWritten(fileAt: path)
    case convolume_renamed:
      if let target { Session.noteRenamed(fileAt: path, to: target) }
    case convolume_looked_at: Session.observe(statusOfFileAt: path)
    case convolume_listed: Session.observe(folderAt: path)
    default:
      var status = stat()
      guard stat(path, &status) == 0 else { return Session.observe(fileAt: path, content: nil) }
      switch status.st_mode & S_IFMT {
      case S_IFREG: Session.observe(fileAt: path, content: content(of: path))
      case S_IFDIR: Session.observe(folderAt: path)
      // A pipe would wait.
      default: break
      }
    }
  }

  /// Where this program and the libraries of its language lie, which have parts in a key of their own.
  private static let ownFolders: [String] = {
    var folders = ["/\(Bundle.main.bundlePath)/"]
    // A function of the standard library.
    if let library = convolume_library_defining("swift_retain").map({ String(cString: $0) }),
      let end = library.range(of: "/lib/swift/")
    {
      folders.append("/\(library[..<end.lowerBound])/")
    }
    return folders
  }()

  private static func content(of path: String) -> Data? {
    do {
      return try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    } catch {
      // The cell will find that it cannot be read.
      return nil
    }
  }
}
