import Foundation

/// The reference reader of notebooks: Python's `nbformat`, where it is installed.
enum Jupyter {
  static let isInstalled: Bool = {
    do { return try python("import nbformat").status == 0 } catch { return false }
  }()

  /// Returns what the validator says against a notebook; nothing when it is valid.
  static func complaint(about notebook: URL) throws -> String {
    try python(
      "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4))", notebook.path
    )
    .errors
  }

  private static func python(
    _ program: String, _ arguments: String...
  ) throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-W", "error", "-c", program] + arguments
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }
}
