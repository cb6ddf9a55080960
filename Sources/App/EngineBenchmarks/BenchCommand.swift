import ArgumentParser
import CUDABackend
import Datasets
import Foundation
import NeuralNetworks
import Tensors

/// Times the engine, or trains on real data to the end, by nothing but what a chapter may call.
public struct BenchCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time the engine, or train on real data to the end.",
    usage: "convolume bench <network> [<options>]",
    discussion: """
      train, infer   steps on random images in memory, after some to warm up
      epoch          one epoch on real data, from reading the files on
      accuracy       whole runs on real data, and their accuracy in the test

      Real data is MNIST for lenet5 and CIFAR-10 for the others; see 'convolume data'. A shell \
      that sets OPENBLAS_CORETYPE changes what is measured; each figure names the core type that \
      OpenBLAS chose.

      Exits with 1 when data is missing or a result cannot be written, and with 2 on a mistake in \
      the arguments.

      EXAMPLES:
        convolume bench lenet5 --mode train --steps 200 --json
        convolume bench alexnet --mode infer --threads 2
        convolume bench lenet5 --mode epoch
        convolume bench lenet5 --mode accuracy --seeds 5 --output lenet5.json
      """)

  enum Mode: String, ExpressibleByArgument, CaseIterable { case train, infer, epoch, accuracy }

  @Argument(help: "Which network.")
  var network: Network

  @Option(help: "What is measured.")
  var mode = Mode.train

  @Option(help: "Images in a batch. (default: 64)")
  var batch: Int?

  @Option(help: "How many steps are timed. (default: 20)")
  var steps: Int?

  @Option(help: "Steps before the first that is timed. (default: 3)")
  var warmup: Int?

  @Option(help: "Threads that the engine computes on; all cores unless given.")
  var threads: Int?

  @Option(help: "Where it is computed: auto, cpu or cuda; CONVOLUME_DEVICE unless given.")
  var device: DeviceChoice?

  @Option(help: "Where the drawing of weights, order and chances starts.")
  var seed = 1

  @Option(help: "accuracy: how many runs, with seeds from --seed on. (default: 1)")
  var seeds: Int?

  @Option(help: "accuracy: epochs of each run; as the recipe says unless given.")
  var epochs: Int?

  @Flag(help: "accuracy: train alexnet until it learns no more, with augmentation; for a card.")
  var toTheEnd = false

  @Option(
    help: ArgumentHelp("accuracy: the file for all results.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Print one line of JSON.")
  var json = false

  public init() {}

  public func validate() throws {
    let least = [
      ("--batch", batch, 1), ("--steps", steps, 1), ("--warmup", warmup, 0),
      ("--threads", threads, 1), ("--seed", seed, 0), ("--seeds", seeds, 1),
      ("--epochs", epochs, 1),
    ]
    for case (let name, let value?, let smallest) in least where value < smallest {
      throw ValidationError("\(name) takes a whole number from \(smallest) on, got \(value).")
    }
    if toTheEnd, mode != .accuracy || network != .alexnet {
      throw ValidationError("--to-the-end is for 'alexnet --mode accuracy'; leave it out.")
    }
    let isTimed = mode == .train || mode == .infer
    let foreign =
      isTimed
      ? [("--seeds", seeds != nil), ("--epochs", epochs != nil), ("--output", output != nil)]
      : [("--steps", steps != nil), ("--warmup", warmup != nil)]
        + (mode == .accuracy
          ? []
          : [("--seeds", seeds != nil), ("--epochs", epochs != nil), ("--output", output != nil)])
    for (name, isGiven) in foreign where isGiven {
      throw ValidationError("\(name) means nothing to --mode \(mode.rawValue); leave it out.")
    }
  }

  public func run() throws {
    // A finished run would be read from its checkpoint instead of trained.
    unsetenv("CONVOLUME_CHECKPOINTS")
    if let threads { Parallelism.threads = threads }
    do {
      try (device ?? DeviceChoice.fromEnvironment()).apply()
      switch mode {
      case .train, .infer: try printSteps()
      case .epoch: try printEpoch()
      case .accuracy: try printRuns()
      }
    } catch let error as UnknownDevice {
      try fail(error.description)
    } catch let error as CUDAError {
      try fail(error.description)
    } catch let error as DatasetError {
      try fail(error.description)
    } catch let error as TrainingError {
      try fail(error.description)
    } catch let error as ResultsFile.Failure {
      try fail(error.description)
    }
  }

  private func printSteps() throws {
    let times = StepTimes(
      network: network, batch: batch ?? 64, steps: steps ?? 20, warmup: warmup ?? 3, seed: seed)
    let report = StepReport(
      network: network, mode: mode.rawValue, batch: times.batch,
      milliseconds: mode == .train ? try times.training() : times.inference())
    print(json ? try report.json() : report.description)
  }

  private func printEpoch() throws {
    let report = try EpochReport(measuring: recipe(epochs: 1), seed: seed)
    print(json ? try report.json() : report.description)
  }

  private func printRuns() throws {
    // Opened first: twenty minutes of training must not end at a folder that is not there.
    let file = try output.map(ResultsFile.init(path:))
    let recipe = recipe(epochs: epochs)
    let data = try recipe.data.load()
    var results = RealResults(recipe: recipe, data: data)
    for seed in seed..<seed + (seeds ?? 1) {
      let run = try recipe.run(on: data, seed: seed) { line in
        if !json { tell(line) }
      }
      results.runs.append(run)
      if !json { tell("\(run)") }
      // After each run, so that an interruption loses one run, not all.
      try file?.write(results)
    }
    print(json ? try results.json() : results.description)
  }

  /// Prints a line at once, also into a file that someone watches.
  private func tell(_ line: String) {
    print(line)
    fflush(nil)
  }

  private func recipe(epochs: Int?) -> Recipe {
    var recipe = toTheEnd ? .alexNetToTheEnd : Recipe.of(network)
    if let epochs { recipe.epochs = epochs }
    if let batch { recipe.batch = batch }
    return recipe
  }

  private func fail(_ message: String) throws -> Never {
    FileHandle.standardError.write(Data("convolume bench: \(message)\n".utf8))
    throw ExitCode(1)
  }
}

extension DeviceChoice: ExpressibleByArgument {}
