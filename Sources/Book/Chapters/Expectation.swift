/// What a cell should display, or record, so that a book can be tested: `expect: 0.9876 +- 0.002`.
///
/// ```yaml
/// expect: 61706                       # just this number
/// expect: 0.9876 +- 0.002             # a number this near
/// expect: 98.8 % +- 0.2               # with its unit
/// expect: "no peaks"                  # just this text
/// expect: {test accuracy: 0.98 +- 0.01}   # what the cell records under this name
/// ```
package struct Expectation: Hashable, Codable, Sendable {
  /// The name of a recorded value; `nil` for what the cell displays.
  package var recorded: String?
  /// As the author wrote it.
  package var text: String
  /// Where `text` stands in the chapter.
  package var position: SourcePosition

  package init(_ text: String, recorded: String? = nil, position: SourcePosition) {
    self.text = text
    self.recorded = recorded
    self.position = position
  }

  /// Whether a cell that shows `found` does as expected.
  ///
  /// Numbers are compared by value, all else letter by letter, spaces at both ends aside. NaN meets
  /// no number but the text `nan`.
  package func isMet(by found: String) -> Bool {
    let found = found.trimmingSpace()
    if let expected = ToleratedNumber(text) {
      guard let number = MeasuredNumber(found), number.unit == expected.number.unit else {
        return false
      }
      // Decimals such as 0.9876 - 0.002 have no exact binary form: the edge belongs to the range.
      let slack = 4 * max(number.value.ulp, expected.number.value.ulp)
      return abs(number.value - expected.number.value) <= expected.tolerance + slack
    }
    if let expected = MeasuredNumber(text.trimmingSpace()), let number = MeasuredNumber(found) {
      return number == expected
    }
    return found == text.trimmingSpace()
  }

  /// How far a number may be from the expected one; `nil` where none is stated.
  package var tolerance: Double? { ToleratedNumber(text)?.tolerance }

  /// Returns what the author would write to expect `found`: with the same tolerance, and with no more
  /// decimals than the old expectation when that is near enough.
  package func rewritten(for found: String) -> String {
    let found = found.trimmingSpace()
    guard let expected = ToleratedNumber(text), MeasuredNumber(found) != nil else { return found }
    let places = expected.writtenNumber.decimals
    let shorter = MeasuredNumber.rounded(found, places: places)
    let candidate = "\(shorter) +- \(expected.writtenTolerance)"
    return Expectation(candidate, position: position).isMet(by: found)
      ? candidate : "\(found) +- \(expected.writtenTolerance)"
  }
}

/// A number with what stands behind it: `98.8 %`, `61,706`, `1.5e-3`.
struct MeasuredNumber: Equatable {
  var value: Double
  var unit: String

  init?(_ text: String) {
    guard let (number, rest) = Self.split(text), let value = Double(number.replacing(",", with: ""))
    else { return nil }
    self.value = value
    unit = rest.trimmingSpace()
  }

  /// Returns the number on top of `text`, with grouping commas, and what stands behind it.
  static func split(_ text: String) -> (number: String, rest: String)? {
    let pattern = /([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?|[+-]?\.\d+)(.*)/
    guard let match = text.wholeMatch(of: pattern.dotMatchesNewlines()) else { return nil }
    return (String(match.1), String(match.2))
  }

  /// Returns `text` with its number rounded to so many decimals, the unit kept; as it is when it has
  /// no more than that, or an exponent.
  static func rounded(_ text: String, places: Int) -> String {
    guard let (number, rest) = split(text), !number.contains("e"), !number.contains("E"),
      number.decimals > places, let point = number.firstIndex(of: ".")
    else { return text }
    let digits = number[..<point] + number[number.index(after: point)...].prefix(places + 1)
    let isNegative = digits.first == "-"
    let plain = digits.filter { $0.isNumber }
    guard let last = plain.last?.wholeNumberValue, let whole = Int(plain.dropLast()) else {
      return text
    }
    let rounded = String(whole + (last >= 5 ? 1 : 0))
    let padded = String(repeating: "0", count: max(0, places + 1 - rounded.count)) + rounded
    let sign = isNegative && rounded.contains { $0 != "0" } ? "-" : ""
    let decimals = places > 0 ? "." + padded.suffix(places) : ""
    return sign + padded.dropLast(places) + decimals + rest
  }
}

/// `number +- tolerance`; `±` is read too.
private struct ToleratedNumber {
  var number: MeasuredNumber
  var tolerance: Double
  var writtenNumber: String
  var writtenTolerance: String

  init?(_ text: String) {
    for sign in ["+-", "+/-", "±"] {
      guard let range = text.firstRange(of: sign) else { continue }
      writtenNumber = String(text[..<range.lowerBound]).trimmingSpace()
      writtenTolerance = String(text[range.upperBound...]).trimmingSpace()
      guard let number = MeasuredNumber(writtenNumber), let tolerance = Double(writtenTolerance),
        tolerance >= 0
      else { return nil }
      self.number = number
      self.tolerance = tolerance
      return
    }
    return nil
  }
}

extension String {
  /// How many digits stand behind the point.
  fileprivate var decimals: Int {
    guard let point = firstIndex(of: ".") else { return 0 }
    return self[index(after: point)...].prefix { $0.isNumber }.count
  }

  func trimmingSpace() -> String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
