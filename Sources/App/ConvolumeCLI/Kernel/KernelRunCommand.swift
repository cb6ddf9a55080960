import ArgumentParser
import CUDABackend
import Execution
import Foundation
import JupyterKernel

struct KernelRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Be the kernel of a front end, which starts it.",
    discussion: "Jupyter starts it by itself, once 'convolume kernel install' has registered it.")

  @Option(
    name: [.customShort("f"), .long],
    help: ArgumentHelp("Jupyter's connection file: where the front end is.", valueName: "file"),
    completion: .file())
  var connectionFile: String

  func run() async throws {
    let connection = try ConnectionFile.read(connectionFile)
    try DeviceChoice.check()
    let front = FrontEnd()
    let channels = try KernelChannels(connection) { front.isThere }
    let setting = KernelSetting()
    let kernel = Kernel(
      channels: channels, key: connection.key,
      identity: Kernel.Identity(version: ConvolumeCommand.version) { await setting.swiftVersion },
      library: LibrarySymbols { try await setting.declarations() },
      languageServer: { try await setting.languageServer() },
      session: { try await setting.session() })
    // A front end may interrupt by a signal all the same, and ends a kernel that does not answer by one.
    let interrupts = Signal(SIGINT) { Task { await kernel.interrupt() } }
    let end = Signal(SIGTERM) { channels.stop() }
    defer { withExtendedLifetime((interrupts, end)) {} }
    await kernel.run()
  }
}

/// Whoever started the kernel and told it its number, as Jupyter does: a kernel is of no use without.
private struct FrontEnd: Sendable {
  private let process = ProcessInfo.processInfo.environment["JPY_PARENT_PID"].flatMap(Int32.init)

  var isThere: Bool { process.map { kill($0, 0) == 0 || errno == EPERM } ?? true }
}

/// Something that is done at a signal, as long as this value lives.
private final class Signal {
  private let source: any DispatchSourceSignal

  init(_ number: Int32, _ work: @escaping @Sendable () -> Void) {
    signal(number, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler(handler: DispatchWorkItem(block: work))
    source.resume()
  }
}
