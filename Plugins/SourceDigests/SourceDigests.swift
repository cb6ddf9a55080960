import Foundation
import PackagePlugin

/// Writes, at each build, what the engine was built from into the module that cells import.
///
/// Results are kept under a digest of the engine. One of the compiled program would hold the folder
/// it was built in; one of its sources is the same in every clone of a commit, and another one as soon
/// as a byte of a source is.
@main
struct SourceDigests: BuildToolPlugin {
  /// What `write-digests.sh` reads: the folders of the engine, then those of the cells' runtime.
  static let folders = ["Sources/Engine", "Sources/Cells", "Sources/Drawing", "Sources/Base"]

  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let package = context.package.directoryURL
    let script = package.appending(path: "Plugins/SourceDigests/write-digests.sh")
    let output = context.pluginWorkDirectoryURL.appending(path: "BuiltFrom.swift")
    let worker = package.appending(path: "Sources/App/ConvolumeWorker")
    let sources = Self.folders.map { package.appending(path: $0) } + [worker]
    return [
      .buildCommand(
        displayName: "Digests of the engine's sources",
        executable: URL(filePath: "/bin/sh"),
        arguments: [script.path, package.path, output.path],
        inputFiles: try [script] + sources.flatMap(files), outputFiles: [output])
    ]
  }

  private func files(below folder: URL) throws -> [URL] {
    guard
      let below = FileManager.default.enumerator(
        at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    else { return [] }
    return try below.compactMap { $0 as? URL }.filter {
      try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile ?? false
    }.sorted { $0.path < $1.path }
  }
}
