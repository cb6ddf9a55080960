import ArgumentParser
import Datasets
import Foundation

struct DataFetchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download, check and install data sets.",
    discussion: """
      Downloads go into the user's cache folder. What is there and good is not fetched again. A download that broke off goes on where it \
      stopped; a file is installed only when its SHA-256 is the published one.

      EXAMPLES:
        convolume data fetch mnist cifar10
        convolume data fetch mnist --mirror http://files.example.edu/datasets
      """)

  @Argument(help: ArgumentHelp("The data sets.", valueName: "name"))
  var names: [DatasetName]

  @Option(
    help: ArgumentHelp(
      "Download from below this address: mnist from ADDRESS/mnist/.", valueName: "address"))
  var mirror: String?

  func run() async throws {
    let terminal = TerminalText()
    let display = FetchDisplay(terminal: terminal)
    let folders = DataFolders.standard()
    var isComplete = true
    for dataset in names.map(\.dataset) {
      do {
        let mirrors = mirror.map { ["\($0)/\(dataset.name)/"] }
        let installed = try await Interruption.cancelling {
          try await folders.fetch(dataset, from: mirrors) { display.show($0, of: dataset) }
        }
        display.end()
        report(installed, of: dataset, in: folders)
      } catch is CancellationError {
        display.end()
        terminal.write("interrupted; the next fetch goes on where this one stopped\n")
        throw ExitCode(130)
      } catch let error as DatasetError {
        display.end()
        terminal.write("convolume data fetch: \(error)\n")
        isComplete = false
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
