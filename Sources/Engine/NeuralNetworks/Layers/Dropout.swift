import CKernels
import Contracts
import Tensors

/// While training, silences each input with probability `rate` and scales the rest up.
///
/// What survives is divided by `1 − rate`, so that the expected output stays the same and a trained
/// network needs no change.
///
/// - SeeAlso: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, *Dropout*, 2014.
public struct Dropout: Layer {
  /// The fraction of inputs that a training pass silences, in `0..<1`.
  public let rate: Double

  /// Creates the layer.
  ///
  /// - Precondition: The rate is in `0..<1`.
  public init(rate: Double = 0.5) {
    require(
      rate >= 0 && rate < 1, "Dropout: the rate must be in 0..<1, got \(rate).")
    self.rate = rate
  }

  /// The memory is the factor of each input, 0 or `1 / (1 − rate)`; nil where all pass.
  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Tensor?) {
    guard pass.isTraining, rate > 0 else { return (input, nil) }
    let images = input.shape.first ?? 1
    let count = input.count / max(images, 1)
    let factors = Tensor(shape: input.shape) { factors in
      guard let factors = factors.baseAddress else { return }
      forEachTask(images, work: Work.moving(8 * input.count)) { image in
        withScratch(count + 3) { draws in
          drawFactors(0..<count, forImageAt: image, in: pass, to: draws)
          (factors + image * count).update(from: draws, count: count)
        }
      }
    }
    return (combineInParallel(input, factors) { $0 * $1 }, factors)
  }

  /// Writes the factors of some of an image's numbers, 0 or `1 / (1 − rate)`.
  ///
  /// - Precondition: The first is a multiple of four, and behind the factors there is room for three
  ///   numbers more.
  func drawFactors(
    _ range: Range<Int>, forImageAt place: Int, in pass: Pass,
    to factors: UnsafeMutablePointer<Float>
  ) {
    pass.randomStream(for: "dropout", imageAt: place).writeUniforms(range, to: factors)
    convolume_dropout_factors(factors, Float(rate), Float(1 / (1 - rate)), Int64(range.count))
  }

  public func backward(_ outputGradient: Tensor, memory factors: Tensor?) -> Tensor {
    guard let factors else { return outputGradient }
    return combineInParallel(outputGradient, factors) { $0 * $1 }
  }

  public func outputShape(for input: [Int]) -> ShapeStep { ShapeStep(input) }

  public var description: String { "Dropout(rate: \(rate))" }
}
