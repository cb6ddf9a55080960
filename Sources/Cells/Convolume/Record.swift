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

public func record(_ name: String, _ value: String, unit: String? = nil) {
  Session.record(RecordedValue(name: name, content: .text(value), unit: unit))
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

private func record(
  _ name: String, _ content: RecordedValue.Content, unit: String?, tolerance: Double?
) {
  if let tolerance {
    require(
      tolerance >= 0, "record: the tolerance of '\(name)' must be 0 or more, got \(tolerance).")
  }
  Session.record(
    RecordedValue(name: name, content: content, unit: unit, tolerance: tolerance))
}
