import Chapters
import CellOutputs
import Crypto
import Foundation
import Subprocess

/// Compiles units to shared libraries, and keeps them by content.
///
/// A library's name is the hash of all that went into it: the cell's source, the modules above that
/// it imports (by their hashes), the engine and the compiler. So moving a cell, or editing the prose
/// around it, compiles nothing.
package struct CellCompiler: Sendable {
  /// What the compiler made of a unit.
  package struct Library: Hashable, Sendable {
    /// The hash that names module, library and entry function.
    package var identity: String
    package var path: String
    package var entry: String

    var module: String { "Cell_\(identity)" }
  }

  package struct Failure: Error, Hashable {
    package var messages: [CompilerMessage]
  }

  package let toolkit: Toolkit
  /// Where libraries are kept, such as `.convolume/cells`.
  package let folder: String
  private let salt: String
  private let modules: CompilerModules

  /// The digest of engine and compiler becomes part of every library's name.
  package init(toolkit: Toolkit, folder: String, engine: String) {
    self.toolkit = toolkit
    self.folder = folder
    salt = engine
    // The compiler refuses the modules of a project that was moved or copied since, so their folder
    // is named after its own place.
    let place = Self.hexadecimal(SHA256.hash(data: Data(folder.utf8)).prefix(4))
    modules = CompilerModules(folder: "\(folder)/clang-modules-\(place)")
  }

  /// Compiles a unit against the libraries of the units above that it needs.
  ///
  /// - Throws: `Failure` with the compiler's errors.
  package func compile(
    _ unit: CellUnit, imports: [String], occurrence: Int
  ) async throws -> Library {
    let program = CellProgram(unit.source)
    var purpose = CellSource.Purpose.run
    var shown = program
    if case .values(let expressions, _) = unit.kind {
      purpose = .values(expressions)
      shown = CellProgram(values: unit.source)
    }
    let identity = hash([unit.source, "\(unit.isCell)", "\(occurrence)"] + imports)
    let source = CellSource(shown, identity: identity, imports: imports, purpose: purpose)
    return try await build(source.text, identity: identity)
  }

  /// Compiles the module that gives cells their `params`.
  package func compileParameters(_ parameters: [FrontMatter.Parameter]) async throws -> Library {
    var source = "import Convolume\npublic struct Parameters: Sendable {\n"
    for parameter in parameters {
      let (type, reader) = parameter.value.reading
      source +=
        "  public var `\(parameter.name)`: \(type) { ParameterSource.\(reader)(\"\(parameter.name)\") }\n"
    }
    source += "}\npublic let params = Parameters()\n"
    return try await build(source, identity: hash([source]))
  }

  private func hash(_ parts: [String]) -> String {
    var hasher = SHA256()
    for part in [salt] + parts {
      hasher.update(data: Data("\(part.utf8.count):\(part)".utf8))
    }
    return Self.hexadecimal(hasher.finalize().prefix(8))
  }

  private func build(_ source: String, identity: String) async throws -> Library {
    let module = "Cell_\(identity)"
    let path = "\(folder)/lib\(module).so"
    let library = Library(
      identity: identity, path: path, entry: CellSource.entryName(identity))
    let manager = FileManager.default
    if isIntact(module) { return library }

    let workshop = "\(folder)/\(module).\(UUID().uuidString)"
    try manager.createDirectory(atPath: workshop, withIntermediateDirectories: true)
    defer { discard(workshop) }
    let file = "\(workshop)/\(module).swift"
    try Data(source.utf8).write(to: URL(filePath: file))
    let arguments =
      [
        "-O", "-g", "-parse-as-library", "-enable-testing", "-swift-version", "5",
        "-suppress-warnings", "-no-color-diagnostics", "-diagnostic-style", "llvm",
        "-module-name", module, "-emit-library", "-o", "\(workshop)/lib\(module).so",
        "-emit-module", "-emit-module-path", "\(workshop)/\(module).swiftmodule",
        "-module-cache-path", modules.folder, "-I", toolkit.modules, "-I", folder, file,
      ] + toolkit.clangArguments
    try await modules.prove()
    let supervision = Supervision(toolkit: toolkit)
    // The compiler leaves empty temporary folders behind; here they go with the workshop.
    let outcome = try await run(
      supervision.executable,
      arguments: supervision.arguments(running: toolkit.compiler, arguments),
      environment: .inherit.updating(["TMPDIR": workshop]), workingDirectory: .init(workshop),
      platformOptions: supervision.platformOptions, output: .string(limit: 1 << 22),
      error: .combinedWithOutput)
    try Task.checkCancellation()
    await modules.stamp()
    guard outcome.terminationStatus.isSuccess else {
      // The machine's fault, not the cell's: the compiler would blame a line of the chapter.
      if outcome.standardOutput.contains("No space left on device") {
        throw RunError.fullDisk(folder)
      }
      let messages = CompilerMessage.parse(outcome.standardOutput, identity: identity)
      throw Failure(
        messages: messages.isEmpty
          ? [CompilerMessage(place: nil, message: "swiftc failed: \(outcome.standardOutput)")]
          : messages)
    }
    try install("\(workshop)/\(module).swiftmodule", as: "\(folder)/\(module).swiftmodule")
    try install("\(workshop)/lib\(module).so", as: path)
    // Last, so that a seal means a compilation that ended.
    let seal = "\(workshop)/\(module).seal"
    try Data(self.seal(of: module).utf8).write(to: URL(filePath: seal))
    try install(seal, as: "\(folder)/\(module).seal")
    return library
  }

  /// Whether a compiled unit is there as the compiler made it.
  private func isIntact(_ module: String) -> Bool {
    guard let sealed = FileManager.default.contents(atPath: "\(folder)/\(module).seal") else {
      return false
    }
    guard String(decoding: sealed, as: UTF8.self) == seal(of: module) else { return false }
    // Used again, so not among the first to go.
    utimensat(AT_FDCWD, "\(folder)/\(module).seal", nil, 0)
    return true
  }

  /// A digest of a unit's module and library; a damaged or missing file changes it.
  private func seal(of module: String) -> String {
    var hasher = SHA256()
    for file in ["\(module).swiftmodule", "lib\(module).so"] {
      hasher.update(data: FileManager.default.contents(atPath: "\(folder)/\(file)") ?? Data())
    }
    return Self.hexadecimal(hasher.finalize())
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// Moves a file to its place in one step, over whatever another render put there.
  private func install(_ file: String, as target: String) throws {
    guard rename(file, target) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: target])
    }
  }

  private func discard(_ workshop: String) {
    do {
      try FileManager.default.removeItem(atPath: workshop)
    } catch {
      // What is left costs some disk space, and the next 'clean' removes it.
      FileHandle.standardError.write(Data("warning: \(workshop) could not be removed\n".utf8))
    }
  }
}

extension FrontMatter.Parameter.Value {
  /// The Swift type, and the function of `ParameterSource` that reads it.
  fileprivate var reading: (type: String, reader: String) {
    switch self {
    case .integer: ("Int", "integer")
    case .number: ("Double", "number")
    case .boolean: ("Bool", "boolean")
    case .text: ("String", "text")
    }
  }

  package var parameterValue: ParameterValue {
    switch self {
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .boolean(let value): .boolean(value)
    case .text(let value): .text(value)
    }
  }
}
