import ArgumentParser
import Execution
import Foundation
import JupyterKernel

struct KernelInstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Register the kernel with Jupyter.",
    discussion: "Example: convolume kernel install --user")

  @Flag(help: "For yourself only, not for all users of this machine.")
  var user = false

  @Option(
    help: ArgumentHelp(
      "A virtual environment's folder; the kernel goes into share/jupyter/kernels below it.",
      valueName: "folder"),
    completion: .directory)
  var prefix: String?

  func validate() throws {
    guard !user || prefix == nil else {
      throw ValidationError("--user and --prefix are two places; give one of them.")
    }
  }

  func run() throws {
    let toolchain = try Toolchain.find()
    let program = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    let folder =
      prefix.map { URL(filePath: $0).appending(path: "share/jupyter/kernels") }
      ?? KernelSpecification.folder(forUser: user)
    let specification = KernelSpecification(
      program: program.path, environment: environment(for: toolchain))
    do {
      let file = try specification.install(below: folder)
      print("wrote \(file.path)")
    } catch let error as CocoaError {
      throw Unwritable(folder: folder.path, reason: error.localizedDescription)
    }
    print("\nNext: choose \"\(KernelSpecification.displayName)\" in JupyterLab or VS Code")
  }

  /// What a front end that a desktop starts would not have from this terminal.
  private func environment(for toolchain: Toolchain) -> [String: String] {
    let compilers = URL(filePath: toolchain.compiler).deletingLastPathComponent().path
    var environment = ["PATH": "\(compilers):${PATH}"]
    if let folders = ProcessInfo.processInfo.environment["CONVOLUME_DATA"], !folders.isEmpty {
      environment["CONVOLUME_DATA"] = folders.split(separator: ":")
        .map { URL(filePath: String($0)).standardizedFileURL.path }.joined(separator: ":")
    }
    return environment
  }

  struct Unwritable: Error, CustomStringConvertible {
    var folder: String
    var reason: String
    var description: String {
      "The kernel cannot be written below '\(folder)': \(reason) Install it with --user for yourself, or "
        + "as root for everybody."
    }
  }
}
