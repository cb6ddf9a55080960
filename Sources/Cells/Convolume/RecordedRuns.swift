import CellOutputs
import Foundation

/// Whole runs of one recipe on real data, with one seed each, as `convolume bench` recorded them.
///
/// A chapter shows what would take hours, or another machine, to repeat:
///
/// ```swift
/// let runs = try recordedRuns("small-alexnet-cifar10")
/// print(runs.median.percent, "from", runs.lowest.percent, "to", runs.highest.percent)
/// ```
public struct RecordedRuns: Sendable {
  /// One run, from first weights to the test.
  public struct Run: Sendable, Decodable {
    public let seed: Int
    /// The share of the test images that it got right.
    public let accuracy: Double
    /// The mean loss of each 100 batches, in nats; empty where only that of epochs was kept.
    public let losses: [Double]
    /// The time of training alone.
    public let seconds: Double

    private enum CodingKeys: CodingKey { case seed, accuracy, losses, seconds }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      seed = try container.decode(Int.self, forKey: .seed)
      accuracy = try container.decode(Double.self, forKey: .accuracy)
      losses = try container.decodeIfPresent([Double].self, forKey: .losses) ?? []
      seconds = try container.decode(Double.self, forKey: .seconds)
    }
  }

  /// At least one, in the order in which they ran.
  public let runs: [Run]
  /// How many images each run learned from.
  public let trainingImages: Int
  /// How often each run saw them.
  public let epochs: Int
  /// Where it was computed: the card, or `"2 threads"` of a processor.
  public let machine: String

  /// The median of the runs' accuracies in the test.
  public var median: Double { runs.map(\.accuracy).median }

  /// The lowest accuracy of a run.
  public var lowest: Double { runs.map(\.accuracy).min() ?? .nan }
  /// The highest accuracy of a run.
  public var highest: Double { runs.map(\.accuracy).max() ?? .nan }
}

/// Reads runs that `convolume bench` recorded beside this chapter, in `results/<name>.json`.
///
/// - Parameter name: The file's name without its extension.
/// - Returns: The runs.
/// - Throws: ``MissingRuns`` when there is no such file, or it holds something else.
public func recordedRuns(_ name: String) throws -> RecordedRuns {
  guard let path = Session.pathOfRecordedResults else {
    throw MissingRuns(path: "results/\(name).json", reason: "no chapter runs")
  }
  let file = URL(filePath: path).deletingLastPathComponent().appending(path: "\(name).json")
  let bytes = FileManager.default.contents(atPath: file.path)
  // As `recorded` does: it counts wherever cells run.
  Session.observe(fileAt: file.path, content: bytes)
  return try RecordedRuns(json: bytes, of: file.lastPathComponent)
}

/// Runs that a chapter wants to show and that were not recorded.
public struct MissingRuns: Error, Hashable, CustomStringConvertible {
  let path: String
  let reason: String

  public var description: String {
    "recordedRuns: '\(path)' cannot be used: \(reason). Take it from version control, or record it "
      + "with 'convolume bench <network> --mode accuracy --output <file>'."
  }
}

extension RecordedRuns {
  /// - Throws: ``MissingRuns``.
  package init(json bytes: Data?, of file: String) throws(MissingRuns) {
    guard let bytes else { throw MissingRuns(path: file, reason: "there is no such file") }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let content: Content
    do {
      content = try decoder.decode(Content.self, from: bytes)
    } catch {
      throw MissingRuns(path: file, reason: "it is not what the command writes")
    }
    guard !content.runs.isEmpty else { throw MissingRuns(path: file, reason: "it holds no run") }
    let conditions = content.conditions
    runs = content.runs
    trainingImages = content.trainingImages
    epochs = content.recipe.epochs
    machine =
      conditions.device.flatMap { $0.hasPrefix("CPU") ? nil : $0 }
      ?? "\(conditions.threads) threads"
  }

  private struct Content: Decodable {
    struct Recipe: Decodable { var epochs: Int }
    struct Conditions: Decodable {
      /// Files of the first versions do not say it.
      var device: String?
      var threads: Int
    }

    var recipe: Recipe
    var conditions: Conditions
    var trainingImages: Int
    var runs: [Run]
  }
}
