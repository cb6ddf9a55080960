import ArgumentParser
import CUDABackend
import Foundation

/// What concerns a graphics card; `Benchmarks/gpu.sh` runs all of it.
struct CardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "card",
    abstract: "Time training and inference on the card, and what its libraries offer.",
    discussion: """
      Needs a card and CUDA's libraries; 'card check' says what is missing. PyTorch's figures for \
      the same works come from Benchmarks/Peers/torch_gpu.py, and Benchmarks/gpu.sh races the two.
      """,
    subcommands: [CheckCard.self, TimeSteps.self, TimeAlgorithms.self, MeasureErrors.self],
    defaultSubcommand: CheckCard.self)

  /// Opens the card, or ends the program with the reason why it cannot.
  static func open() throws -> CUDACard {
    do {
      return try CUDACard.open()
    } catch let error as CUDAError {
      throw fail(error)
    }
  }

  /// Tells an error, and ends the program with 1.
  static func fail(_ error: CUDAError) -> ExitCode {
    FileHandle.standardError.write(Data("convolume-bench card: \(error)\n".utf8))
    return ExitCode(1)
  }
}

/// Says what of CUDA is here.
struct CheckCard: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say what of CUDA is here, and what is missing.")

  func run() throws {
    let report = CUDAReport.ofThisMachine()
    for part in report.parts {
      switch part.finding {
      case .success(let found): print("\(part.library.title) \(found.version): \(found.path)")
      case .failure(let error): print("\(part.library.title): \(error)")
      }
    }
    switch report.card {
    case .success(let facts):
      print(
        "\(facts.name): compute capability \(facts.computeCapability), \(facts.multiprocessors) "
          + "multiprocessors, \(facts.memoryBytes >> 20) MiB, \(facts.sharedBytesOfBlock) bytes of "
          + "shared memory a block")
    case .failure(let error): print("\(error)")
    case nil: break
    }
    let folder = report.kernels ?? "no folder: set HOME or XDG_CACHE_HOME"
    print("compiled kernels are kept in \(folder)")
    if report.obstacle != nil { throw ExitCode(1) }
  }
}
