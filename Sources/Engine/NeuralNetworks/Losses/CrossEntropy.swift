import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The mean cross-entropy between scores and true classes, in nats.
///
/// Computed as `log Σ exp(score) − score[true]`, with the largest score of each row subtracted first
/// so that `exp` cannot overflow. The scores come before any softmax; its gradient is part of this
/// one: probability − 1 for the true class, probability for the others.
///
/// - SeeAlso: Goodfellow, Bengio and Courville, *Deep Learning*, section 6.2.2.3.
public struct CrossEntropy: Loss {
  public init() {}

  public func measure(_ scores: Tensor, labels: [Int]) -> LossValue {
    requireLabels(labels, for: scores, "CrossEntropy")
    let classes = scores.shape[1]
    let batch = max(labels.count, 1)
    var sum = 0.0
    var gradient = Softmax()(scores)
    gradient.withMutableValues { gradient in
      scores.withValues { scores in
        for (row, label) in labels.enumerated() {
          let range = (row * classes)..<((row + 1) * classes)
          let largest = scores[range].reduce(-Float.infinity) { max($0, $1) }
          let total = scores[range].reduce(0.0) { $0 + exp(Double($1 - largest)) }
          sum += log(total) + Double(largest) - Double(scores[range.lowerBound + label])
          gradient[range.lowerBound + label] -= 1
          for index in range { gradient[index] /= Float(batch) }
        }
      }
    }
    return LossValue(value: sum / Double(batch), gradient: gradient)
  }
}
