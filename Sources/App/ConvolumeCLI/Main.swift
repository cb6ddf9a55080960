import ArgumentParser
import Foundation

/// Starts the command that the arguments name, and turns its end into an exit code.
///
/// 0 is success, 1 a failed render or check, 2 a mistake in the arguments, 130 an interruption.
@main
enum Main {
  static func main() async {
    // A full pipe or disk then fails a write, which is reported, where it would end this process.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    do {
      var command = try ConvolumeCommand.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      exit(with: error)
    }
  }

  private static func exit(with error: any Error) -> Never {
    switch error {
    case let code as ExitCode:
      Foundation.exit(code.rawValue)
    case is CancellationError:
      Foundation.exit(130)
    default:
      let code = ConvolumeCommand.exitCode(for: error)
      let text = ConvolumeCommand.fullMessage(for: error)
      if code == .success {
        print(text)
        Foundation.exit(0)
      }
      FileHandle.standardError.write(Data((text + "\n").utf8))
      Foundation.exit(code == .validationFailure ? 2 : 1)
    }
  }
}
