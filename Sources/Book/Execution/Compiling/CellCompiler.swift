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
    /// Whether the unit refers to anything of the engine.
    package var usesEngine = false

    var fileName: String { String(path.split(separator: "/").last ?? "") }
  }

  package struct Failure: Error, Hashable {
    package var messages: [CompilerMessage]
  }

  package let toolchain: Toolchain
  /// Where libraries are kept, such as `.convolume/cells`.
  package let folder: String
  let fingerprint: String
  private let engineSymbols: EngineSymbols
  private let linker: LinkerCommand?
  private let libraries: LibraryFolder
  private let modules: CompilerModules

  /// The digest of engine and compiler becomes part of every library's name.
  package init(
    toolchain: Toolchain, folder: String, engine: String, engineSymbols: EngineSymbols,
    linker: LinkerCommand? = nil
  ) {
    self.toolchain = toolchain
    self.folder = folder
    self.engineSymbols = engineSymbols
    self.linker = linker
    fingerprint = engine
    libraries = LibraryFolder(path: folder)
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
    let parts = [
      file.text(identity: "", rewritten: rewritten.text, replacing: replacements),
      "\(file.occurrence)",
    ]
    let identity = identity(of: parts + [file.mode.rawValue] + above)
    let text = file.text(identity: identity, rewritten: rewritten.text, replacing: replacements)
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
    let source = ParametersFile.source(declaring: parameters)
    let library = try await build(source, identity: identity(of: [source]), beside: [], mode: .five)
    return Companion(library: library, declarations: source)
  }

  private func identity(of parts: [String]) -> String {
    String(SHA256.hexadecimal(ofTexts: [fingerprint] + parts).prefix(16))
  }

  /// Makes the library of a file, unless an earlier compilation left it.
  private func build(
    _ source: String, identity: String, beside companions: [Companion], mode: LanguageMode
  ) async throws -> Library {
    var library = libraries.library(identity)
    if let known = libraries.known(library) { return known }
    let scratch = try libraries.makeScratchFolder(for: library)
    defer { libraries.discard(scratch) }
    let files =
      [(CellSource.fileName(identity), source)]
      + companions.map { (CellSource.fileName($0.library.identity), $0.declarations) }
    for (name, text) in files {
      try Data(text.utf8).write(to: URL(filePath: "\(scratch)/\(name)"))
    }
    try await modules.prove()
    try await compile(
      compilation(of: files.map(\.0), mode: mode), by: toolchain.frontend, in: scratch,
      identity: identity)
    library.usesEngine = try engineSymbols.areUsed(inIndexAt: "\(scratch)/\(Self.index)")
    let above = companions.reversed().map(\.library.path)
    try await link(library, to: above, in: scratch, identity: identity)
    try libraries.install(library, from: scratch)
    return library
  }

  /// The arguments that make an object of the first of `files`, which sees the others.
  private func compilation(of files: [String], mode: LanguageMode) -> [String] {
    ["-frontend", "-c", "-primary-file"] + files + [
      "-O", "-g", "-parse-as-library", "-enable-testing", "-swift-version", mode.rawValue,
      "-suppress-warnings", "-no-color-diagnostics", "-diagnostic-style", "llvm",
      "-module-name", "main", "-module-cache-path", modules.folder, "-I", toolchain.modules,
      "-o", Self.object, "-index-store-path", Self.index, "-index-ignore-stdlib",
      "-index-ignore-clang-modules",
    ] + toolchain.frontendArguments + toolchain.clangArguments
  }

  /// Makes a library of the object, with those in which its names are looked up.
  private func link(
    _ library: Library, to above: [String], in scratch: String, identity: String
  ) async throws {
    if let linker, let object = FileManager.default.contents(atPath: "\(scratch)/\(Self.object)"),
      let wishes = ObjectFile(Array(object)).wishes
    {
      let (program, arguments) = linker.linking(
        Self.object, to: above, as: library.fileName, asked: wishes)
      // What the linker refuses, the driver has linked: it looks for the system's files anew, and has the last word.
      if try await run(arguments, by: program, in: scratch).isSuccess { return }
    }
    try await compile(
      Self.linking(Self.object, to: above, as: library.fileName), by: toolchain.compiler,
      in: scratch, identity: identity)
  }

  /// The arguments with which the compiler's driver has a library linked.
  package static func linking(_ object: String, to above: [String], as name: String) -> [String] {
    ["-emit-library", object] + above + [
      "-module-name", "main", "-o", name, "-Xlinker", "-soname", "-Xlinker", name,
      "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN",
    ]
  }

  private static let object = "cell.o"
  /// The folder in which the compiler tells what the file refers to.
  private static let index = "index"

  /// Runs the compiler.
  ///
  /// - Throws: `Failure` with what it says about the cell `identity`.
  private func compile(
    _ arguments: [String], by program: String, in scratch: String, identity: String
  ) async throws {
    let outcome = try await run(arguments, by: program, in: scratch)
    await modules.stamp()
    guard outcome.isSuccess else {
      // The machine's fault, not the cell's: the compiler would blame a line of the chapter.
      if outcome.said.contains("No space left on device") { throw RunError.fullDisk(folder) }
      throw Failure(messages: try messages(in: outcome.said, identity: identity))
    }
  }

  private func run(
    _ arguments: [String], by program: String, in scratch: String
  ) async throws -> (isSuccess: Bool, said: String) {
    let supervision = Supervision(toolchain: toolchain)
    // The compiler leaves empty temporary folders behind; here they go with the scratch folder.
    let outcome = try await Subprocess.run(
      supervision.executable, arguments: supervision.arguments(running: program, arguments),
      environment: .inherit.updating(["TMPDIR": scratch]), workingDirectory: .init(scratch),
      platformOptions: supervision.platformOptions, output: .string(limit: 1 << 22),
      error: .combinedWithOutput)
    try Task.checkCancellation()
    return (outcome.terminationStatus.isSuccess, outcome.standardOutput)
  }

  /// Reads what the compiler printed about a cell that it did not compile.
  ///
  /// What is no error with a place is long, and of interest to few: the beginning stands in the message, and
  /// the whole in a file beside the cell's library.
  ///
  /// - Throws: The system's error when that file cannot be written.
  private func messages(in output: String, identity: String) throws -> [CompilerMessage] {
    let messages = CompilerMessage.parse(output, identity: identity)
    // A compiler that found mistakes may stumble over them later.
    if messages.contains(where: { $0.place != nil }) { return messages }
    let crash = CompilerCrash(output, identity: identity)
    guard crash != nil || messages.isEmpty else { return messages }
    let name = "cell-\(identity).compiler.txt"
    try Data(output.utf8).write(to: URL(filePath: "\(folder)/\(name)"), options: .atomic)
    let log = folder.split(separator: "/").suffix(2).joined(separator: "/") + "/" + name
    if let crash { return [crash.message(log: log)] }
    let lines = output.split(separator: "\n")
    let shown = lines.prefix(Self.mostLines).map { "  \($0.prefix(160))" }
    let reason = lines.isEmpty ? " and printed nothing" : ""
    let rest = lines.count > shown.count ? ["all that it printed is in \(log)"] : []
    return [
      CompilerMessage(
        place: nil,
        message: (["the Swift compiler failed\(reason)"] + shown + rest).joined(separator: "\n"))
    ]
  }

  /// How much is shown of what is no message about the cell.
  private static let mostLines = 8
}
