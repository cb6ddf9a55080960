import ArgumentParser
import EngineBenchmarks

/// `convolume bench` as a program of its own, which is built in seconds.
@main
struct ConvolumeBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convolume-bench",
    abstract: "Measure the engine: whole steps, whole runs, or kernel by kernel.",
    subcommands: [BenchCommand.self, KernelsCommand.self, ErrorsCommand.self, CardCommand.self],
    defaultSubcommand: BenchCommand.self)
}
