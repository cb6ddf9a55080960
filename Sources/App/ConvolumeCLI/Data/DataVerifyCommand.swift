import ArgumentParser
import Datasets
import Foundation

struct DataVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare files with their published SHA-256.",
    discussion: """
      Unpacks every file and compares its size and SHA-256. Without names, verifies each set of \
      which at least one file is there.

      Exits with 1 when a file is damaged, or missing from a set.
      """)

  @Argument(help: ArgumentHelp("The data sets.", valueName: "name"))
  var names: [DatasetName] = []

  func run() throws {
    let folders = DataFolders.standard()
    let chosen =
      names.isEmpty
      ? folders.list().filter { $0.presentCount > 0 }.map(\.dataset) : names.map(\.dataset)
    guard !chosen.isEmpty else {
      print("No data set was found. 'convolume data fetch mnist cifar10' gets them.")
      return
    }
    var isWhole = true
    for dataset in chosen {
      let listing = folders.verify(dataset)
      print(dataset.title)
      for entry in listing.entries {
        print("  \(entry.verdict)")
      }
      for mistake in listing.mistakes(searched: folders.paths) {
        isWhole = false
        TerminalText().write("convolume data verify: \(mistake)\n")
      }
    }
    guard isWhole else { throw ExitCode(1) }
  }
}

extension DatasetListing {
  /// What is wrong, with the command that fixes it; a set without any file is reported once.
  fileprivate func mistakes(searched: [String]) -> [DatasetError] {
    guard presentCount > 0 else {
      return [
        DatasetError(
          file: dataset.title, problem: .missing(searched: searched), dataset: dataset.name)
      ]
    }
    return entries.compactMap { entry in
      switch entry.state {
      case .found, .good: nil
      case .bad(_, let error): error
      case .missing:
        DatasetError(
          file: entry.file, problem: .missing(searched: searched), dataset: dataset.name)
      }
    }
  }
}

extension DatasetListing.Entry {
  fileprivate var verdict: String {
    switch state {
    case .missing: "missing  \(file)"
    case .found(let path): "found    \(path)"
    case .good(let path): "good     \(path)"
    case .bad(let path, _): "damaged  \(path)"
    }
  }
}
