import Foundation

/// The compiler, the worker and the engine's modules: what it takes to run a cell.
///
/// The worker and the modules lie beside the program that runs, as a build leaves them and an installation.
package struct Toolchain: Sendable {
  package var compiler: String
  package var worker: String
  /// Ends a program and all that it started together; see `Supervision`.
  package var supervisor: String
  /// The folder of the engine's `.swiftmodule` files.
  package var modules: String
  /// Module maps of the C libraries that the engine's modules mention, and their header folders.
  package var clangArguments: [String]

  /// Where the macros of the standard library are, which the driver tells the compiler.
  package var frontendArguments: [String] {
    let usr = URL(filePath: compiler).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent()
    let host = usr.appending(path: "lib/swift/host")
    let server = host.appending(path: "libSwiftInProcPluginServer.so")
    guard FileManager.default.fileExists(atPath: server.path) else { return [] }
    return [
      "-plugin-path", host.appending(path: "plugins").path, "-in-process-plugin-server-path",
      server.path,
    ]
  }

  /// The compiler itself, which the driver would start.
  var frontend: String {
    let program = URL(filePath: compiler).resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "swift-frontend").path
    return FileManager.default.isExecutableFile(atPath: program) ? program : compiler
  }

  /// `sourcekit-lsp`, which toolchains have beside the compiler; not all do.
  package var languageServer: String {
    URL(filePath: compiler).resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "sourcekit-lsp").path
  }

  package enum Missing: Error, Hashable, CustomStringConvertible {
    case compiler
    case worker(folder: String)
    case supervisor(folder: String)
    case modules(folder: String)
    case moduleMaps(folder: String)

    package var description: String {
      switch self {
      case .compiler:
        "swiftc was not found in PATH. Install Swift 6.3 from swift.org and add its 'usr/bin' to PATH."
      case .worker(let folder):
        "convolume-worker was not found in \(folder). Run 'make build', or 'make install' again."
      case .supervisor(let folder):
        "convolume-supervisor was not found in \(folder). Run 'make build', or 'make install' again."
      case .modules(let folder):
        "The engine's modules, against which cells are compiled, were not found in \(folder). Run 'make build', or 'make install' again."
      case .moduleMaps(let folder):
        "No module maps of C libraries were found: neither 'CModules' in \(folder) nor 'Sources/Base' above it. Run 'make install' again."
      }
    }
  }

  /// Finds the toolchain beside the running program.
  ///
  /// - Throws: `Toolchain.Missing`, which says what is not there and how to get it.
  package static func find() throws(Missing) -> Toolchain {
    let program = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    return try find(beside: program.resolvingSymlinksInPath().deletingLastPathComponent())
  }

  /// Finds the toolchain whose worker lies in `folder`.
  package static func find(beside folder: URL) throws(Missing) -> Toolchain {
    let manager = FileManager.default
    let search = ProcessInfo.processInfo.environment["PATH"] ?? ""
    guard
      let compiler = search.split(separator: ":").map({ "\($0)/swiftc" })
        .first(where: { manager.isExecutableFile(atPath: $0) })
    else { throw .compiler }
    /// A program under the name of its product, or of its target where only that was built.
    func program(_ names: String...) -> String? {
      names.map { folder.appending(path: $0).path }
        .first { manager.isExecutableFile(atPath: $0) }
    }
    guard let worker = program("convolume-worker", "ConvolumeWorker") else {
      throw .worker(folder: folder.path)
    }
    guard let supervisor = program("convolume-supervisor", "ConvolumeSupervisor") else {
      throw .supervisor(folder: folder.path)
    }
    let modules = folder.appending(path: "Modules").path
    guard manager.fileExists(atPath: modules + "/Convolume.swiftmodule") else {
      throw .modules(folder: modules)
    }
    return Toolchain(
      compiler: compiler, worker: worker, supervisor: supervisor, modules: modules,
      clangArguments: try moduleMaps(for: folder))
  }

  /// The maps of an installation, which lie beside the program, or those of the checkout above a build.
  private static func moduleMaps(for folder: URL) throws(Missing) -> [String] {
    let installed = folder.appending(path: "CModules")
    if FileManager.default.fileExists(atPath: installed.path) {
      return arguments(base: installed, build: folder)
    }
    var candidate = folder
    while candidate.path != "/" {
      let base = candidate.appending(path: "Sources/Base")
      if FileManager.default.fileExists(atPath: base.path) {
        return arguments(base: base, build: folder)
      }
      candidate.deleteLastPathComponent()
    }
    throw .moduleMaps(folder: folder.path)
  }

  private static func arguments(base: URL, build: URL) -> [String] {
    let manager = FileManager.default
    var maps = ["COpenBLAS", "CZlib", "CPNG", "CTurboJPEG", "CCrypto"].map {
      base.appending(path: "\($0)/module.modulemap").path
    }
    // A C target of our own has its map either beside its headers or where the build made it.
    maps.append(base.appending(path: "CKernels/include/module.modulemap").path)
    maps.append(build.appending(path: "CKernels.build/module.modulemap").path)
    let headers = [
      "/usr/include/x86_64-linux-gnu/openblas-pthread",
      "/usr/include/aarch64-linux-gnu/openblas-pthread",
      "/opt/homebrew/opt/openblas/include",
    ]
    return maps.filter(manager.fileExists(atPath:)).flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
      + headers.filter(manager.fileExists(atPath:)).flatMap { ["-Xcc", "-I\($0)"] }
  }
}
