import Foundation

/// What a look at the system finds, in words that the worker and the host share.
///
/// A file's times are left out, as the time of day is: neither makes a result another one. So are
/// variables that say where things lie or that shells and this program set by themselves.
package enum Finding {
  /// What the file at `path` is, and where a link leads.
  package static func status(of path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0 else { return Observation.absent }
    guard status.st_mode & S_IFMT == S_IFLNK else { return text(of: status) }
    let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? "nowhere"
    let isWhole = stat(path, &status) == 0
    return "link to \(target), \(isWhole ? text(of: status) : Observation.absent)"
  }

  private static func text(of status: stat) -> String {
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return "folder"
    case S_IFREG:
      let isProgram = status.st_mode & S_IXUSR != 0
      return "\(isProgram ? "program" : "file") of \(status.st_size) bytes"
    default: return "neither file nor folder"
    }
  }

  /// The names in the folder at `path`, but for those that this program keeps there for itself.
  package static func listing(of path: String) -> String {
    guard let folder = opendir(path) else { return Observation.absent }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if ![".", "..", ".convolume"].contains(name) { names.append(name) }
    }
    // No name holds a slash.
    return names.sorted().joined(separator: "/")
  }

  /// All variables that may be part of a result.
  package static func text(of environment: [String: String]) -> String {
    environment.filter { isInput($0.key) }.map { "\($0)=\($1)\n" }.sorted().joined()
  }

  /// Whether the variable may be part of a result.
  package static func isInput(_ variable: String) -> Bool {
    !setByThemselves.contains(variable)
      && !["SWIFT_", "LIBDISPATCH_", "OPENSSL_"].contains { variable.hasPrefix($0) }
  }

  private static let setByThemselves: Set = [
    // By shells, and by bubblewrap.
    "_", "OLDPWD", "PWD", "SHLVL",
    // By this program, for its workers.
    "CONVOLUME_CHECKPOINTS", "OPENBLAS_NUM_THREADS",
    // Where a temporary file lies is part of no result.
    "TMPDIR",
  ]
}
