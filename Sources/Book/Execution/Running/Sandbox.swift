import Foundation
import Subprocess

/// Shuts workers in with bubblewrap: no network, and no place to write but a scratch folder.
///
/// Cells still read what the user may read; they see no other process, and neither the sockets in
/// `/run` nor anything of `/tmp`.
package struct Sandbox: Sendable {
  /// Why no worker can be shut in.
  package struct Missing: Error, Hashable, CustomStringConvertible {
    package var description: String {
      "--sandbox needs bubblewrap, and 'bwrap' was not found in PATH. Install it "
        + "(apt-get install bubblewrap), or render without --sandbox chapters that you trust."
    }
  }

  /// One worker's room: how to start a program in it, and what it finds there.
  package struct Chamber: Sendable {
    /// Stand before the program and its arguments.
    let arguments: [String]
    /// The only folder in which the program can write.
    let scratch: String

    /// How the program ended, of which bubblewrap tells a signal as a shell does: 128 and its number.
    func status(of status: TerminationStatus) -> TerminationStatus {
      guard case .exited(let code) = status, code > 128 else { return status }
      return .signaled(code - 128)
    }
  }

  private let bubblewrap: String
  /// Folders that cells need wherever they lie, also below those that are hidden.
  private let readable: [String]

  /// Finds bubblewrap.
  ///
  /// - Parameters:
  ///   - toolchain: Whose worker is started.
  ///   - project: The folder in which cells run.
  ///   - environment: Where `PATH` and `CONVOLUME_DATA` are looked up.
  /// - Throws: `Sandbox.Missing`.
  package init(
    for toolchain: Toolchain, project: String,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(Missing) {
    func folders(_ variable: String) -> [String] {
      (environment[variable] ?? "").split(separator: ":").map(String.init)
    }
    guard
      let program = folders("PATH").map({ "\($0)/bwrap" })
        .first(where: FileManager.default.isExecutableFile(atPath:))
    else { throw Missing() }
    bubblewrap = program
    let programs = [toolchain.worker, toolchain.compiler].map {
      URL(filePath: $0).resolvingSymlinksInPath().deletingLastPathComponent()
    }
    // The compiler's runtime libraries lie beside its folder: usr/bin, usr/lib.
    readable =
      [project, programs[0].path, programs[1].deletingLastPathComponent().path]
      + folders("CONVOLUME_DATA").map { URL(filePath: $0).path }
  }

  /// Prepares the room of one chapter's worker.
  ///
  /// - Parameters:
  ///   - state: The project's `.convolume`, in which the scratch folder is made.
  ///   - chapter: The chapter's slug: each has a scratch folder of its own, which stays for the
  ///     checkpoints of its training runs.
  /// - Returns: The room, with nothing of an earlier run in its temporary folder.
  /// - Throws: When the folder cannot be made.
  func chamber(in state: String, chapter: String) throws -> Chamber {
    let scratch = "\(state)/scratch/\(chapter)"
    let temporary = "\(scratch)/tmp"
    let manager = FileManager.default
    if manager.fileExists(atPath: temporary) { try manager.removeItem(atPath: temporary) }
    try manager.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    // Later words win over earlier ones.
    return Chamber(
      arguments: [
        bubblewrap, "--die-with-parent", "--new-session", "--unshare-all", "--cap-drop", "ALL",
        "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp",
        "--tmpfs", "/run",
      ] + (readable + [state]).flatMap { ["--ro-bind-try", $0, $0] }
        + ["--bind", scratch, scratch, "--setenv", "TMPDIR", temporary, "--"],
      scratch: scratch)
  }
}
