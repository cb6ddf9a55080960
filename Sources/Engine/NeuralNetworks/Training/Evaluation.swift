import Contracts
import Tensors

/// How well a network recognises images.
public struct Evaluation: Sendable {
  /// The mean loss, in nats for cross-entropy.
  public let loss: Double

  /// The true class of each image.
  public let labels: [Int]

  /// The class that the network gave each image.
  public let predictions: [Int]

  /// The softmax of the scores of each image, shape `[images, classes]`.
  public let probabilities: Tensor

  /// How many images there were.
  public var count: Int { labels.count }

  /// How many images were recognised.
  public var correct: Int { zip(labels, predictions).count { $0 == $1 } }

  /// The fraction of images that were recognised; zero of none.
  public var accuracy: Double { count == 0 ? 0 : Double(correct) / Double(count) }

  /// How often each class was taken for each.
  public var confusion: ConfusionMatrix {
    ConfusionMatrix(labels: labels, predictions: predictions, classes: probabilities.shape[1])
  }
}

/// How often each true class (row) was given each predicted class (column).
public struct ConfusionMatrix: Sendable, Equatable {
  /// `counts[truth][prediction]`.
  public let counts: [[Int]]

  /// Counts pairs of classes in `0..<classes`.
  public init(labels: [Int], predictions: [Int], classes: Int) {
    var counts = Array(repeating: Array(repeating: 0, count: classes), count: classes)
    for (label, prediction) in zip(labels, predictions) { counts[label][prediction] += 1 }
    self.counts = counts
  }

  public subscript(truth: Int, prediction: Int) -> Int { counts[truth][prediction] }

  /// How many classes there are.
  public var classes: Int { counts.count }

  /// The most frequent mistake: which class was taken for which other one, and how often.
  ///
  /// Of several equally frequent ones the first, row by row; nil of a network that made none.
  public var mostFrequentMistake: (truth: Int, answer: Int, count: Int)? {
    var worst: (truth: Int, answer: Int, count: Int)?
    for (truth, row) in counts.enumerated() {
      for (answer, count) in row.enumerated() where answer != truth && count > worst?.count ?? 0 {
        worst = (truth, answer, count)
      }
    }
    return worst
  }

  /// Returns the fraction of a class's images that were recognised; zero of none.
  public func recall(of label: Int) -> Double {
    let total = counts[label].reduce(0, +)
    return total == 0 ? 0 : Double(counts[label][label]) / Double(total)
  }

  /// Returns the fraction of the images given this class that belong to it; zero of none.
  public func precision(of label: Int) -> Double {
    let total = counts.reduce(0) { $0 + $1[label] }
    return total == 0 ? 0 : Double(counts[label][label]) / Double(total)
  }
}

/// Measures a network on images, without changing it.
///
/// - Parameters:
///   - model: The network, ending in scores `[batch, classes]`.
///   - data: The images, in the order that the result keeps.
///   - loss: What to measure besides the accuracy.
///   - batch: How many images are computed at a time; it changes the memory needed.
/// - Returns: Accuracy, loss, and the predictions for each image.
public func evaluate(
  _ model: some Layer, on data: any TrainingData, loss: any Loss = CrossEntropy(), batch: Int = 256
) -> Evaluation {
  require(batch >= 1, "evaluate: a batch needs at least 1 image, got \(batch).")
  var sum = 0.0
  var labels = [Int]()
  var predictions = [Int]()
  var probabilities = [Tensor]()
  for start in stride(from: 0, to: data.count, by: batch) {
    let examples = data.batch(at: Array(start..<min(start + batch, data.count)))
    let scores = model(examples.images)
    sum += loss.measure(scores, labels: examples.labels).value * Double(examples.labels.count)
    labels += examples.labels
    predictions += scores.argmax(axis: 1)
    probabilities.append(Softmax()(scores))
  }
  return Evaluation(
    loss: data.count == 0 ? 0 : sum / Double(data.count), labels: labels,
    predictions: predictions,
    probabilities: probabilities.isEmpty
      ? Tensor(zeros: [0, 0]) : Tensor(concatenating: probabilities))
}

/// Returns the gradient of the loss with respect to the pixels: where a change would matter most.
///
/// - Parameters:
///   - model: The network, ending in scores `[batch, classes]`.
///   - images: The images.
///   - labels: The true class of each.
///   - loss: What to differentiate.
/// - Returns: A gradient in the shape of the images.
public func inputGradient(
  of model: some Layer, for images: Tensor, labels: [Int], loss: any Loss = CrossEntropy()
) -> Tensor {
  let (output, memory) = model.forward(images)
  return model.backward(loss.measure(output, labels: labels).gradient, memory: memory)
}
