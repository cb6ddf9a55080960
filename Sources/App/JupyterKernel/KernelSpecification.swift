import Foundation

/// The file by which Jupyter finds a kernel, and learns how to start it.
///
/// - SeeAlso: Project Jupyter, *Making kernels for Jupyter*, "Kernel specs".
package struct KernelSpecification: Encodable, Hashable, Sendable {
  /// The name of its folder, which notebooks quote.
  package static let name = "convolume"
  package static let displayName = "Swift (Convolume)"

  private var argv: [String]
  private var displayName = Self.displayName
  private var language = "swift"
  private var interruptMode = "message"
  private var env: [String: String]

  private enum CodingKeys: String, CodingKey {
    case argv, language, env
    case displayName = "display_name"
    case interruptMode = "interrupt_mode"
  }

  /// - Parameters:
  ///   - program: The path of the program that is the kernel.
  ///   - environment: What it needs beyond the front end's own environment: a desktop's may lack the
  ///     toolchain in `PATH`.
  package init(program: String, environment: [String: String]) {
    argv = [program, "kernel", "run", "--connection-file", "{connection_file}"]
    env = environment
  }

  /// Writes the file below a folder of kernels.
  ///
  /// - Parameter folder: Such as `~/.local/share/jupyter/kernels`; made if absent.
  /// - Returns: The file.
  /// - Throws: When it cannot be written.
  package func install(below folder: URL) throws -> URL {
    let own = folder.appending(path: Self.name)
    try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
    let file = own.appending(path: "kernel.json")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try (try encoder.encode(self) + Data("\n".utf8)).write(to: file, options: .atomic)
    return file
  }

  /// Where Jupyter looks for kernels: the user's own folder, or the system's.
  ///
  /// - SeeAlso: Project Jupyter, *Jupyter's common directories and file locations*, "Data files".
  package static func folder(
    forUser isOfUser: Bool, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL {
    guard isOfUser else { return URL(filePath: "/usr/local/share/jupyter/kernels") }
    if let data = environment["JUPYTER_DATA_DIR"], !data.isEmpty {
      return URL(filePath: data).appending(path: "kernels")
    }
    let home = URL(filePath: environment["HOME"] ?? NSHomeDirectory())
    #if os(macOS)
      return home.appending(path: "Library/Jupyter/kernels")
    #else
      let data = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : URL(filePath: $0) }
      return (data ?? home.appending(path: ".local/share")).appending(path: "jupyter/kernels")
    #endif
  }
}
