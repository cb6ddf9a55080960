import Contracts

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How long the optimizer's steps are, as training proceeds.
///
/// A number stands for a rate that never changes: `Adam(learningRate: 0.001)`.
///
/// ```swift
/// SGD(learningRate: .cosine(from: 0.1, over: 30).warmingUp(over: 5))
/// ```
public struct LearningRate: Sendable, Equatable, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral
{
  private enum Course: Sendable, Equatable {
    case constant
    case step(factor: Double, every: Double)
    case exponential(factor: Double)
    case cosine(final: Double, over: Double)
  }

  /// The rate before any change.
  public let initial: Double
  private let course: Course
  private var warmUp: Double = 0

  private init(_ initial: Double, _ course: Course) {
    require(
      initial >= 0 && initial.isFinite,
      "LearningRate: expected a rate of at least 0, got \(initial).")
    self.initial = initial
    self.course = course
  }

  public init(floatLiteral value: Double) { self.init(value, .constant) }
  public init(integerLiteral value: Int) { self.init(Double(value), .constant) }

  /// Returns a rate that never changes.
  public static func constant(_ rate: Double) -> LearningRate { LearningRate(rate, .constant) }

  /// Returns a rate that is multiplied by `factor` after each `epochs` epochs.
  public static func step(from rate: Double, by factor: Double = 0.1, every epochs: Int)
    -> LearningRate
  {
    require(epochs > 0, "LearningRate.step: expected at least 1 epoch, got \(epochs).")
    return LearningRate(rate, .step(factor: factor, every: Double(epochs)))
  }

  /// Returns a rate that is multiplied by `factor` after each epoch.
  public static func exponential(from rate: Double, by factor: Double) -> LearningRate {
    LearningRate(rate, .exponential(factor: factor))
  }

  /// Returns a rate that falls along half a cosine, from `rate` to `final`, and stays there.
  public static func cosine(from rate: Double, to final: Double = 0, over epochs: Int)
    -> LearningRate
  {
    require(epochs > 0, "LearningRate.cosine: expected at least 1 epoch, got \(epochs).")
    return LearningRate(rate, .cosine(final: final, over: Double(epochs)))
  }

  /// Returns the same course, preceded by a straight rise from zero over its first `epochs`.
  ///
  /// The rate at epoch e of those is e/`epochs` of what it would be without.
  public func warmingUp(over epochs: Int) -> LearningRate {
    require(epochs > 0, "warmingUp(over:): expected at least 1 epoch, got \(epochs).")
    var warmed = self
    warmed.warmUp = Double(epochs)
    return warmed
  }

  /// Returns the rate at a moment of training.
  ///
  /// - Parameter epoch: Epochs since the beginning; 2.5 is in the middle of the third.
  /// - Returns: The rate. Steps and exponential courses change between epochs, the others all along.
  public func rate(at epoch: Double) -> Double {
    let rate =
      switch course {
      case .constant: initial
      case .step(let factor, let every): initial * pow(factor, (epoch / every).rounded(.down))
      case .exponential(let factor): initial * pow(factor, epoch.rounded(.down))
      case .cosine(let final, let over):
        final + (initial - final) * (1 + cos(.pi * min(epoch / over, 1))) / 2
      }
    return epoch < warmUp ? rate * epoch / warmUp : rate
  }
}

extension LearningRate: CustomStringConvertible {
  /// The course as it is written in Swift; equal descriptions are equal courses.
  public var description: String {
    let text =
      switch course {
      case .constant: "\(initial)"
      case .step(let factor, let every):
        ".step(from: \(initial), by: \(factor), every: \(Int(every)))"
      case .exponential(let factor): ".exponential(from: \(initial), by: \(factor))"
      case .cosine(let final, let over):
        ".cosine(from: \(initial), to: \(final), over: \(Int(over)))"
      }
    return warmUp > 0 ? "\(text).warmingUp(over: \(Int(warmUp)))" : text
  }
}
