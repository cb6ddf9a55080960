import Foundation
import PackagePlugin

/// Writes, at each build, what the engine was built from into the module that cells import, and what the
/// files of cells are made by into the module that makes them.
///
/// Results are kept under digests of both. One of the compiled program would hold the folder it was built
/// in; one of its sources is the same in every clone of a commit, and another one as soon as a byte of a
/// source is.
@main
struct SourceDigests: BuildToolPlugin {
  /// What `write-digests.sh` writes for a target, and the folders that it reads for it.
  private struct Digest {
    var name: String
    var file: String
    var folders: [String]
  }

  private static let digests = [
    "Convolume": Digest(
      name: "engine", file: "BuiltFrom.swift",
      folders: [
        "Sources/Engine", "Sources/Cells", "Sources/Drawing", "Sources/Base",
        "Sources/App/ConvolumeWorker",
      ]),
    "Execution": Digest(
      name: "generator", file: "GeneratorSources.swift", folders: ["Sources/Book/Execution"]),
  ]

  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    guard let digest = Self.digests[target.name] else { return [] }
    let package = context.package.directoryURL
    let script = package.appending(path: "Plugins/SourceDigests/write-digests.sh")
    let output = context.pluginWorkDirectoryURL.appending(path: digest.file)
    let sources = try digest.folders.flatMap { try files(below: package.appending(path: $0)) }
    return [
      .buildCommand(
        displayName: "Digest of the \(digest.name)'s sources",
        executable: URL(filePath: "/bin/sh"),
        arguments: [script.path, digest.name, package.path, output.path],
        inputFiles: [script, package.appending(path: "Package.swift")] + sources,
        outputFiles: [output])
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
