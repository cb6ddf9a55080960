import CellOutputs
import Chapters
import Digests
import Foundation
import Subprocess

/// Compiles units to shared libraries, and keeps them by content.
///
/// A library's name is the hash of all that went into it: the cell's source, the files above that it
/// is compiled beside (by their hashes), the engine and the compiler. So moving a cell, or editing the
/// prose around it, compiles nothing.
///
/// A library is linked with those of the files above, the latest first: where two of them define a
/// name, the code of a cell reaches the later one, and the code between them the earlier one.
package struct CellCompiler: Sendable {
  /// What the compiler made of a unit.
  package struct Library: Hashable, Sendable {
    /// The hash that names file, library and entry function.
    package var identity: String
    package var path: String
    package var entry: String
  }

  package struct Failure: Error, Hashable {
    package var messages: [CompilerMessage]
  }

  package let toolchain: Toolchain
  /// Where libraries are kept, such as `.convolume/cells`.
  package let folder: String
  private let fingerprint: String
  private let modules: CompilerModules

  /// The digest of engine and compiler becomes part of every library's name.
  package init(toolchain: Toolchain, folder: String, engine: String) {
    self.toolchain = toolchain
    self.folder = folder
    fingerprint = engine
    // The compiler refuses the modules of a project that was moved or copied since, so their folder
    // is named after its own place.
    let place = String(SHA256.hexadecimal(of: folder.utf8).prefix(8))
    modules = CompilerModules.of(folder: "\(folder)/clang-modules-\(place)")
  }

  /// A file above, and what it declares.
  package struct Companion: Hashable, Sendable {
    package var library: Library
    package var declarations: String
  }

  /// Compiles a unit beside the files above that it needs, in their order.
  ///
  /// - Throws: `Failure` with the compiler's errors.
  func compile(
    _ file: CellFile, beside companions: [Companion], replacing replacements: NameReplacements
  ) async throws -> Library {
    let rewritten = replacements.applied(to: file.opened)
    let above = companions.flatMap { [$0.library.identity, $0.declarations] }
    // The text without the name that is made of it.
    let parts = [file.text(identity: "", rewritten: rewritten.text), "\(file.occurrence)"]
    let identity = hash(parts + [file.mode.rawValue] + above)
    let text = file.text(identity: identity, rewritten: rewritten.text)
    do {
      return try await build(text, identity: identity, beside: companions, mode: file.mode)
    } catch var failure as Failure {
      for index in failure.messages.indices {
        failure.messages[index].place = failure.messages[index].place.map(rewritten.original)
      }
      throw failure
    }
  }

  /// Compiles the file that gives cells their `params`.
  func compileParameters(_ parameters: [FrontMatter.Parameter]) async throws -> Companion {
    var source = "import Convolume\nenum ConvolumeChapter {\nstruct Parameters: Sendable {\n"
    for parameter in parameters {
      let (type, reader) = parameter.value.reading
      source +=
        "  var `\(parameter.name)`: \(type) { ParameterSource.\(reader)(\"\(parameter.name)\") }\n"
    }
    source += "}\n}\nlet params = ConvolumeChapter.Parameters()\n"
    let library = try await build(source, identity: hash([source]), beside: [], mode: .five)
    return Companion(library: library, declarations: source)
  }

  private func hash(_ parts: [String]) -> String {
    var hasher = SHA256()
    for part in [fingerprint] + parts {
      hasher.update("\(part.utf8.count):\(part)".utf8)
    }
    return String(hasher.hexadecimal.prefix(16))
  }

  private func build(
    _ source: String, identity: String, beside companions: [Companion], mode: LanguageMode
  ) async throws -> Library {
    let name = "cell-\(identity)"
    let library = Library(
      identity: identity, path: "\(folder)/lib\(name).so",
      entry: CellSource.entryName(identity))
    if isIntact(library) { return library }

    let scratch = "\(folder)/\(name).\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    defer { discard(scratch) }
    try Data(source.utf8).write(to: URL(filePath: "\(scratch)/\(name).swift"))
    var files = ["-primary-file", "\(name).swift"]
    for companion in companions {
      let file = CellSource.fileName(companion.library.identity)
      try Data(companion.declarations.utf8).write(to: URL(filePath: "\(scratch)/\(file)"))
      files.append(file)
    }
    let compilation =
      ["-frontend", "-c"] + files + [
        "-O", "-g", "-parse-as-library", "-enable-testing", "-swift-version", mode.rawValue,
        "-suppress-warnings", "-no-color-diagnostics", "-diagnostic-style", "llvm",
        "-module-name", "main", "-module-cache-path", modules.folder, "-I", toolchain.modules,
        "-o", "\(name).o",
      ] + toolchain.frontendArguments + toolchain.clangArguments
    try await modules.prove()
    try await compile(compilation, in: scratch, identity: identity)
    let libraries = companions.reversed().map(\.library.path)
    let linking =
      ["-emit-library", "\(name).o"] + libraries + [
        "-module-name", "main", "-o", "lib\(name).so",
        "-Xlinker", "-soname", "-Xlinker", "lib\(name).so", "-Xlinker", "-rpath", "-Xlinker",
        "$ORIGIN",
      ]
    try await compile(linking, in: scratch, identity: identity)
    try install("\(scratch)/lib\(name).so", as: library.path)
    // Last, so that a stamp means a compilation that ended.
    let stamp = "\(scratch)/\(name).stamp"
    try Data(checksum(of: library).utf8).write(to: URL(filePath: stamp))
    try install(stamp, as: "\(folder)/\(name).stamp")
    return library
  }

  /// Runs the compiler.
  ///
  /// - Throws: `Failure` with what it says about the cell `identity`.
  private func compile(
    _ arguments: [String], in scratch: String, identity: String
  ) async throws {
    let supervision = Supervision(toolchain: toolchain)
    // The compiler leaves empty temporary folders behind; here they go with the scratch folder.
    let outcome = try await run(
      supervision.executable,
      arguments: supervision.arguments(running: toolchain.compiler, arguments),
      environment: .inherit.updating(["TMPDIR": scratch]), workingDirectory: .init(scratch),
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
  }

  /// Whether a compiled unit is there as the compiler made it.
  private func isIntact(_ library: Library) -> Bool {
    let path = "\(folder)/cell-\(library.identity).stamp"
    guard let stamped = FileManager.default.contents(atPath: path),
      String(decoding: stamped, as: UTF8.self) == checksum(of: library)
    else { return false }
    // Used again, so not among the first to go.
    utimensat(AT_FDCWD, path, nil, 0)
    return true
  }

  /// A digest of a unit's library; damage changes it.
  private func checksum(of library: Library) -> String {
    let bytes = FileManager.default.contents(atPath: library.path) ?? Data()
    return SHA256.hexadecimal(of: bytes)
  }

  /// Moves a file to its place in one step, over whatever another render put there.
  private func install(_ file: String, as target: String) throws {
    guard rename(file, target) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: target])
    }
  }

  private func discard(_ scratch: String) {
    do {
      try FileManager.default.removeItem(atPath: scratch)
    } catch {
      // What is left costs some disk space, and the next 'clean' removes it.
      FileHandle.standardError.write(Data("warning: \(scratch) could not be removed\n".utf8))
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
