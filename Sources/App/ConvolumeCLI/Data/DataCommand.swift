import ArgumentParser
import Datasets

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "List, fetch and verify data sets.",
    discussion: """
      Data is looked for in the folders of CONVOLUME_DATA (separated by colons), then in the \
      user's cache folder, then in /usr/share/datasets. Where a set is absent, a chapter takes \
      the next best one, and its page says which and why.

      EXAMPLES:
        convolume data list                   what is there, and where
        convolume data fetch mnist cifar10    download, check and install
        convolume data verify                 compare with the published SHA-256
      """,
    subcommands: [DataListCommand.self, DataFetchCommand.self, DataVerifyCommand.self])
}

/// The name of a known data set; any other is a mistake in the arguments.
struct DatasetName: ExpressibleByArgument {
  let dataset: KnownDataset

  init?(argument: String) {
    guard let known = KnownDataset.all.first(where: { $0.name == argument }) else { return nil }
    dataset = known
  }

  static var allValueStrings: [String] { KnownDataset.all.map(\.name) }
}
