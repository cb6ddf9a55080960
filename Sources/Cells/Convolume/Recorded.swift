import CellOutputs
import Foundation

/// What the whole run of this chapter recorded under a name, to stand beside what this run computes.
///
/// A sentence of the chapter quotes it:
///
/// ```markdown
/// In a full run, it was `{swift} recorded("test accuracy")`.
/// ```
///
/// The whole run's results lie in `chapters/results/`, where `convolume verify --record` has written them.
///
/// - Parameters:
///   - name: The name that a cell of the chapter gives to `record`.
///   - places: How many places stand after the point of a number; `nil` for all that were recorded.
/// - Returns: The value with its unit, or, where none is recorded, words that say so.
public func recorded(_ name: String, places: Int? = nil) -> String {
  guard let value = recordedValue(name) else {
    return "not recorded yet ('convolume verify --record' records '\(name)')"
  }
  let text =
    switch value.content {
    case .integer(let number): places.map { Double(number).rounded(places: $0) } ?? number.grouped
    case .number(let number): places.map { number.rounded(places: $0) } ?? "\(number)"
    case .text(let text): text
    case .numbers(let numbers):
      numbers.map { number in places.map { number.rounded(places: $0) } ?? "\(number)" }
        .joined(separator: ", ")
    }
  return value.unit.map { "\(text)\u{A0}\($0)" } ?? text
}

/// The number that the whole run of this chapter recorded under a name; `nil` where there is none.
///
/// - SeeAlso: `recorded(_:places:)`, which is for text.
public func recordedNumber(_ name: String) -> Double? {
  switch recordedValue(name)?.content {
  case .integer(let number): Double(number)
  case .number(let number): number
  case .text, .numbers, nil: nil
  }
}

private func recordedValue(_ name: String) -> RecordedResults.Value? {
  guard let path = Session.pathOfRecordedResults else { return nil }
  let bytes = FileManager.default.contents(atPath: path)
  // Said here as well as seen by the system's observer, so that it counts wherever cells run.
  Session.observe(fileAt: path, content: bytes)
  guard let bytes else { return nil }
  guard let results = try? RecordedResults(json: bytes) else {
    fatalError(
      "recorded: '\(path)' is damaged. Take it from version control, or write it again with "
        + "'convolume verify --record'.")
  }
  return results.values.first { $0.name == name }
}
