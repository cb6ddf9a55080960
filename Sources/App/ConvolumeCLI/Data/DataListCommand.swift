import ArgumentParser
import Datasets
import Foundation

struct DataListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Say which data sets are there, and where.",
    discussion: "Looks at names only; 'convolume data verify' reads what the files hold.")

  func run() {
    let folders = DataFolders.standard()
    let listings = folders.list()
    var table = TextTable(heading: ["NAME", "STATE", "FILES", "SIZE", "FOLDER"], numbers: [2, 3])
    for listing in listings {
      table.append([
        listing.dataset.name, listing.stateText, "\(listing.presentCount)/\(listing.entries.count)",
        ByteCount.text(listing.dataset.files.reduce(0) { $0 + $1.size }),
        listing.foundFolders.joined(separator: ", "),
      ])
    }
    for line in table.lines { print(line) }
    print("\nLooked in, first to last:")
    for path in folders.paths { print("  \(path)") }
    let absent = listings.filter { !$0.isComplete }.map(\.dataset.name)
    guard !absent.isEmpty else { return }
    print("\nTo get what is missing: convolume data fetch \(absent.joined(separator: " "))")
  }
}
