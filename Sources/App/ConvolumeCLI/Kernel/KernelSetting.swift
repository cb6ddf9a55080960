import Caching
import Digests
import Execution
import Foundation
import JupyterKernel
import Pipeline

/// What a kernel runs cells by: the toolchain beside this program, and a folder of the user's for what is
/// compiled.
///
/// The folder of a notebook stays as it is: a kernel keeps nothing in it.
struct KernelSetting: Sendable {
  private let facts = Task {
    let toolchain = try Toolchain.find()
    return (toolchain: toolchain, facts: try await toolchain.facts())
  }

  /// What the compiler calls itself, such as `6.3.1`; that of this program where there is none.
  var swiftVersion: String {
    get async {
      let line = try? await facts.value.facts.compiler
      let number = line?.firstMatch(of: /Swift version ([0-9.]+)/)?.1
      return number.map(String.init) ?? "6"
    }
  }

  /// Prepares what runs cells, in the folder in which the front end has started the kernel.
  ///
  /// - Throws: When the toolchain is not complete, or the user's cache folder cannot be written.
  func session() async throws -> CellSession {
    let (toolchain, facts) = try await facts.value
    let folder = try Self.folder()
    Task.detached(priority: .background) { Self.tend(folder) }
    let runner = ChapterRunner(
      toolchain: toolchain, stateFolder: folder,
      workingFolder: FileManager.default.currentDirectoryPath,
      checkpointFolder: folder + "/checkpoints", engine: facts.digest,
      engineSymbols: facts.engineSymbols, linker: facts.linker,
      // Whoever sits before a notebook interrupts a cell that takes too long.
      limits: WorkerLimits(silence: .infinity))
    return CellSession(runner: runner, name: "notebook", chapters: Self.chapterFolder)
  }

  /// The folder of the chapters of the project that the front end has started the kernel in, from there:
  /// exported notebooks lie in `output/notebooks`, and read what was recorded beside the chapters.
  private static var chapterFolder: String? {
    let here = URL(filePath: FileManager.default.currentDirectoryPath).resolvingSymlinksInPath()
    // What is wrong with a project is for a render to say; a notebook also runs without one.
    guard let project = try? Project.find(from: here), let path = project.chapterPaths.first else {
      return nil
    }
    let depth =
      here.pathComponents.count - project.root.resolvingSymlinksInPath().pathComponents.count
    let steps =
      Array(repeating: "..", count: depth) + path.split(separator: "/").dropLast().map(String.init)
    return steps.isEmpty ? nil : steps.joined(separator: "/")
  }

  /// Prepares the toolchain's language server, for texts that are compiled as cells are.
  ///
  /// - Throws: When the toolchain is not complete, or the user's cache folder cannot be written.
  func languageServer() async throws -> LanguageServer {
    let toolchain = try await facts.value.toolchain
    let modules = try Self.folder() + "/server-modules"
    return LanguageServer(
      program: toolchain.languageServer,
      compiler: [
        toolchain.compiler, "-swift-version", "5", "-suppress-warnings", "-module-name", "main",
        "-module-cache-path", modules, "-I", toolchain.modules,
      ] + toolchain.clangArguments)
  }

  /// Removes what no session has used for longest, where all together is too much.
  private static func tend(_ folder: String) {
    do {
      // What a session of today has compiled may still be loaded by its next cell.
      _ = try CacheFolder(URL(filePath: folder)).evict(
        to: cacheLimit, sparing: Date(timeIntervalSinceNow: -86_400))
    } catch {
      FileHandle.standardError.write(
        Data("convolume kernel: '\(folder)' cannot be tidied up: \(error)\n".utf8))
    }
  }

  /// In bytes, as a project's unless it says otherwise.
  private static let cacheLimit = 5_000_000_000

  /// The public declarations of all that `import Convolume` brings.
  func declarations() async throws -> [Declaration] {
    let (toolchain, facts) = try await facts.value
    let modules = facts.engineModules.union(["Convolume", "CellOutputs", "Plots"]).sorted()
    let name = String(SHA256.hexadecimal(of: facts.digest.utf8).prefix(16))
    return try await LibrarySymbols.declarations(
      of: modules, by: toolchain, keptIn: "\(try Self.folder())/names-\(name).json")
  }

  /// `~/.cache/convolume/kernel`.
  private static func folder() throws -> String {
    let environment = ProcessInfo.processInfo.environment
    let caches =
      environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
      ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.cache"
    let folder = caches + "/convolume/kernel"
    try FileManager.default.createDirectory(
      atPath: folder + "/cells", withIntermediateDirectories: true)
    return folder
  }
}
