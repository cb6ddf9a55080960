import ArgumentParser
import Datasets
import Foundation

struct DataFetchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download, check and install data sets.",
    usage: "convolume data fetch <name> ... [<options>]",
    discussion: """
      Downloads go into the user's cache folder. What is there and good is not fetched again. A download that broke off goes on where it \
      stopped; a file is installed only when its SHA-256 is the published one.

      EXAMPLES:
        convolume data fetch mnist cifar10
        convolume data fetch mnist --mirror http://files.example.edu/datasets
        convolume data fetch mnist --optional --wait 10     or go on without it
      """)

  @Argument(help: ArgumentHelp("The data sets.", valueName: "name"))
  var names: [DatasetName]

  @Option(
    help: ArgumentHelp(
      "Download from below this address: mnist from ADDRESS/mnist/.", valueName: "address"))
  var mirror: String?

  @Option(
    help: ArgumentHelp(
      "Leave an address that does not answer within so many seconds, or sends next to nothing.",
      valueName: "seconds"))
  var wait: Double?

  @Flag(help: "Where no address delivers, say so and go on: chapters use the data that is there.")
  var optional = false

  @Flag(help: "Print nothing but what is wrong.")
  var quiet = false

  func validate() throws {
    if let wait, !(wait > 0 && wait < 86_400) {
      throw ValidationError("--wait takes a number of seconds, more than 0, got \(wait).")
    }
  }

  func run() async throws {
    let terminal = TerminalText()
    let display = FetchDisplay(terminal: terminal, isQuiet: quiet)
    let folders = DataFolders.standard()
    var isComplete = true
    for dataset in names.map(\.dataset) {
      do {
        let mirrors = mirror.map { ["\($0)/\(dataset.name)/"] }
        let installed = try await Interruption.cancelling {
          try await folders.fetch(dataset, from: mirrors, patience: wait.map { .seconds($0) }) {
            display.show($0, of: dataset)
          }
        }
        display.end()
        if !quiet { report(installed, of: dataset, in: folders) }
      } catch is CancellationError {
        display.end()
        terminal.write("interrupted; the next fetch goes on where this one stopped\n")
        throw ExitCode(130)
      } catch let error as DatasetError {
        display.end()
        terminal.write("convolume data fetch: \(error)\n")
        if optional {
          terminal.write(
            "going on without \(dataset.title): chapters use the data that is there, and say which\n"
          )
        } else {
          isComplete = false
        }
      }
    }
    guard isComplete else { throw ExitCode(1) }
  }

  private func report(_ installed: [String], of dataset: KnownDataset, in folders: DataFolders) {
    if installed.isEmpty {
      print("\(dataset.title) is there already, and good")
    } else {
      print("\(dataset.title) is installed in \(folders.installation)/\(dataset.name)")
      print("  by \(dataset.credit)")
    }
  }
}
