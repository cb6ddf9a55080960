/// Something in a formula that the parser does not understand.
package struct MathError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where the mistake begins, in UTF-8 bytes from the start of the formula.
  package let offset: Int
  /// How many bytes are wrong; zero where something is missing.
  package let length: Int
  /// What is wrong, in one sentence without a full stop.
  package let message: String
  /// What the author can do about it.
  package let fix: String

  package init(at range: Range<Int>, _ message: String, fix: String) {
    offset = range.lowerBound
    length = range.count
    self.message = message
    self.fix = fix
  }

  package var description: String { "\(message) (at byte \(offset)). \(fix)" }
}
