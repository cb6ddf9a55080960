import CellOutputs
import Contracts

/// Keeps a result by name: in `output/results/<chapter>.json`, and open to inline expressions.
///
/// ```swift
/// record("test accuracy", 0.9891, tolerance: 0.002)
/// record("parameters", 61_706, unit: "weights")
/// ```
///
/// - Parameters:
///   - name: What it is called, once in a chapter.
///   - value: A number, a text, or a list of numbers.
///   - unit: Such as `"images"` or `"seconds"`; `nil` for a pure number.
///   - tolerance: How far another run may be from it for `convolume verify`; `nil` when it must be it.
/// - Precondition: `tolerance` is not negative.
public func record(
  _ name: String, _ value: Double, unit: String? = nil, tolerance: Double? = nil
) {
  record(name, .number(value), unit: unit, tolerance: tolerance)
}

public func record(
  _ name: String, _ value: Float, unit: String? = nil, tolerance: Double? = nil
) {
  // Through its shortest text: 0.1 stays 0.1 and does not become 0.10000000149.
  record(name, Double(value.description) ?? Double(value), unit: unit, tolerance: tolerance)
}

public func record(_ name: String, _ value: Int, unit: String? = nil) {
  Session.record(RecordedValue(name: name, content: .integer(value), unit: unit))
}

/// Keeps a text by name.
///
/// - Parameters:
///   - name: What it is called, once in a chapter.
///   - value: The text.
///   - unit: What it counts, if anything.
///   - isCompared: Whether another run must record the same for `convolume verify`; not where the text tells
///     of this run alone, as the machine's name does.
public func record(
  _ name: String, _ value: String, unit: String? = nil, isCompared: Bool = true
) {
  record(
    name, .text(value), unit: unit, tolerance: nil, basis: isCompared ? nil : .remark)
}

public func record(
  _ name: String, _ values: [Double], unit: String? = nil, tolerance: Double? = nil
) {
  record(name, .numbers(values), unit: unit, tolerance: tolerance)
}

public func record(
  _ name: String, _ values: [Float], unit: String? = nil, tolerance: Double? = nil
) {
  record(
    name, values.map { Double($0.description) ?? Double($0) }, unit: unit, tolerance: tolerance)
}

/// Keeps a verdict by name, as a sentence quotes it.
///
/// ```swift
/// record("max pooling against none", comparison.verdict("max 2×2", against: "no pooling"))
/// ```
///
/// For `convolume verify` it holds as long as another run does not say the opposite, and its difference is as
/// near as the tolerance.
///
/// - Parameters:
///   - name: What it is called, once in a chapter.
///   - verdict: What is kept, as text.
///   - tolerance: How far another run's difference may be from it, in points or in the unit of the score.
///     Unless given, the width of the recorded interval, which tells where the difference would lie with
///     other seeds; where there is one seed, at least two points.
/// - Precondition: `tolerance` is not negative.
public func record(_ name: String, _ verdict: Verdict, tolerance: Double? = nil) {
  record(name, .text("\(verdict)"), unit: nil, tolerance: tolerance, basis: .verdict)
}

func record(
  _ name: String, _ content: RecordedValue.Content, unit: String?, tolerance: Double?,
  basis: RecordedValue.Basis? = nil
) {
  if let tolerance {
    require(
      tolerance >= 0, "record: the tolerance of '\(name)' must be 0 or more, got \(tolerance).")
  }
  Session.record(
    RecordedValue(
      name: name, content: content, unit: unit, tolerance: tolerance, basis: basis))
}
