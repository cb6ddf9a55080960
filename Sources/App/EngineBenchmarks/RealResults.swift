import Convolume
import Datasets
import Foundation
import NeuralNetworks

/// All runs of a recipe, with what they were made of.
struct RealResults: Encodable, CustomStringConvertible {
  /// A file of the data set, by its digest; its place on this machine says nothing elsewhere.
  struct Source: Encodable {
    var file: String
    var sha256: String
  }

  let recipe: Recipe
  let conditions = Conditions()
  let dataSet: String
  let trainingImages: Int
  let sources: [Source]
  var runs: [RealRun] = []

  init(recipe: Recipe, data: ImageDataset) {
    self.recipe = recipe
    dataSet = data.name
    trainingImages = data.train.count
    sources = data.sources.map {
      Source(file: ($0.path as NSString).lastPathComponent, sha256: $0.sha256)
    }
  }

  private enum Key: String, CodingKey {
    case recipe, conditions, dataSet, trainingImages, sources, runs
    case medianAccuracy, lowestAccuracy, highestAccuracy, medianSeconds, longestSeconds
    case peakRssMib
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(recipe, forKey: .recipe)
    try container.encode(conditions, forKey: .conditions)
    try container.encode(dataSet, forKey: .dataSet)
    try container.encode(trainingImages, forKey: .trainingImages)
    try container.encode(sources, forKey: .sources)
    try container.encode(runs, forKey: .runs)
    try container.encode(ProcessMemory.peakMebibytes, forKey: .peakRssMib)
    guard !runs.isEmpty else { return }
    try container.encode(accuracies.median, forKey: .medianAccuracy)
    try container.encode(accuracies.min(), forKey: .lowestAccuracy)
    try container.encode(accuracies.max(), forKey: .highestAccuracy)
    try container.encode(runs.map(\.seconds).median, forKey: .medianSeconds)
    try container.encode(runs.map(\.seconds).max(), forKey: .longestSeconds)
  }

  private var accuracies: [Double] { runs.map(\.accuracy) }

  var description: String {
    guard let lowest = accuracies.min(), let highest = accuracies.max() else { return "no runs" }
    let range = runs.count == 1 ? "" : " (from \(lowest.percent) to \(highest.percent))"
    return "\(recipe.network.rawValue) on \(dataSet), \(recipe.epochs) "
      + "\(recipe.epochs == 1 ? "epoch" : "epochs"), \(runs.count) "
      + "\(runs.count == 1 ? "run" : "runs"): test accuracy \(accuracies.median.percent)\(range), "
      + "trained in \(runs.map(\.seconds).median.rounded(places: 1)) s"
  }
}
