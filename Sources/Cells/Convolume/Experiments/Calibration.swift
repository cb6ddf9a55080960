import CellOutputs
import Contracts
import NeuralNetworks
import Plots

/// Whether a network is right as often as it says: its confidence against its accuracy.
///
/// - SeeAlso: Guo, Pleiss, Sun and Weinberger, *On Calibration of Modern Neural Networks*, ICML 2017,
///   section 2.
public struct Calibration: Hashable, Sendable {
  /// The images whose confidence lies in one range.
  public struct Bin: Hashable, Sendable {
    /// The confidence is above the first bound, and at most the second.
    public let bounds: ClosedRange<Double>
    public let count: Int
    /// The mean confidence of these images, and the fraction that was recognised; zero of none.
    public let confidence: Double
    public let accuracy: Double
  }

  public let bins: [Bin]

  /// The expected calibration error: the mean difference between confidence and accuracy, each bin by its
  /// number of images.
  public var expectedError: Double {
    let count = bins.reduce(0) { $0 + $1.count }
    let sum = bins.reduce(0.0) { $0 + Double($1.count) * abs($1.confidence - $1.accuracy) }
    return count == 0 ? 0 : sum / Double(count)
  }
}

/// Sorts images by how sure the network was, into ranges of equal width.
///
/// - Parameters:
///   - evaluation: What the network made of images that took no part in training.
///   - bins: How many ranges.
/// - Returns: Confidence and accuracy of each range.
/// - Precondition: At least one bin.
public func calibration(of evaluation: Evaluation, bins: Int = 10) -> Calibration {
  require(bins >= 1, "calibration(of:bins:): expected at least 1 bin, got \(bins).")
  var sums = Array(repeating: (count: 0, confidence: 0.0, correct: 0), count: bins)
  for image in 0..<evaluation.count {
    let prediction = evaluation.predictions[image]
    let confidence = Double(evaluation.probabilities[image, prediction])
    let bin = min(max(Int((confidence * Double(bins)).rounded(.up)) - 1, 0), bins - 1)
    sums[bin].count += 1
    sums[bin].confidence += confidence
    sums[bin].correct += prediction == evaluation.labels[image] ? 1 : 0
  }
  return Calibration(
    bins: sums.enumerated().map { place, sum in
      let count = Double(max(sum.count, 1))
      return Calibration.Bin(
        bounds: Double(place) / Double(bins)...Double(place + 1) / Double(bins), count: sum.count,
        confidence: sum.confidence / count, accuracy: Double(sum.correct) / count)
    })
}

extension Calibration: Displayable {
  /// The accuracy of each range over its mean confidence; on the dashed line a network is as often right as
  /// it says.
  public func plot(_ title: String? = nil) -> Plot {
    let filled = bins.filter { $0.count > 0 }
    return Plot(title) {
      Line(x: [0.0, 1], y: [0.0, 1], name: "as sure as right", pattern: .dashed)
      Line(
        x: filled.map(\.confidence), y: filled.map(\.accuracy), name: "network",
        showsPoints: true)
    }
    .xAxis("mean confidence", range: 0...1, format: .percent)
    .yAxis("accuracy", range: 0...1, format: .percent)
  }

  public var cellOutput: CellOutput { .figure(plot().figure) }
}
