import Foundation
import Subprocess

/// A program under `convolume-supervisor`, which ends with it whatever it started.
///
/// The supervisor also ends it when this process is gone, however that happened, and itself ends as
/// the program did: with its exit code, or by its signal.
struct Supervision {
  let toolchain: Toolchain

  var executable: Executable { .path(.init(toolchain.supervisor)) }

  /// The supervisor's arguments for running `program`.
  func arguments(running program: String, _ arguments: [String]) -> Arguments {
    Arguments(["\(getpid())", program] + arguments)
  }

  /// A group of its own, which Ctrl-C on the terminal does not reach, and a chance to tidy up.
  var platformOptions: PlatformOptions {
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))]
    return options
  }
}
