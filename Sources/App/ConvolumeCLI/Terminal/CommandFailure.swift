import ArgumentParser
import Chapters
import Execution
import Pipeline

/// What ends a command that runs cells, reported in its own words and turned into an exit code.
enum CommandFailure {
  /// Runs `work`; what it throws is reported as `convolume NAME: …`.
  ///
  /// - Throws: `ExitCode`: 2 for a mistake in the arguments, 130 for an interruption, else 1.
  static func reported(
    by name: String, on display: ProgressDisplay, _ work: () async throws -> Void
  ) async throws {
    do {
      try await work()
    } catch let error as PipelineError {
      display.say("convolume \(name): \(error.description)")
      throw ExitCode(error.isMistakeInArguments ? 2 : 1)
    } catch let missing as Toolchain.Missing {
      display.say("convolume \(name): \(missing.description)")
      throw ExitCode(1)
    } catch let diagnostic as Diagnostic {
      display.say(diagnostic.description)
      throw ExitCode(1)
    } catch is CancellationError {
      display.say("interrupted")
      throw ExitCode(130)
    }
  }
}
