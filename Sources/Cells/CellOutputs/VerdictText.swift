/// A verdict, read again from the text that a sentence quotes: `better (by 1.3 points; 95 % interval 0.4 to 2.2)`.
package struct VerdictText: Hashable, Sendable {
  /// Which way two variants differ.
  package enum Direction: Sendable {
    /// The first is better than the second, or larger.
    case above
    /// It is worse, or smaller.
    case below
    case notToldApart
  }

  package var direction: Direction
  /// The first minus the second: in points, or in the unit of a score.
  package var difference: Double
  /// Whether the difference is one of accuracies, in percentage points.
  package var isInPoints: Bool
  /// Where the difference lies with a confidence of 95 %; `nil` where the text gives a probability.
  package var interval: ClosedRange<Double>?
  /// Whether the interval takes other seeds into account.
  package var isOverSeeds: Bool

  /// Reads a verdict's text.
  ///
  /// - Returns: `nil` where it is none, or one of a run that gave no number.
  package init?(_ text: String) {
    let pattern =
      /(better|worse|larger|smaller|not told apart) \((?:by|difference) ([^ ;]+)( points)?; (.+)\)/
    guard let match = text.wholeMatch(of: pattern), let amount = Self.number(match.2) else {
      return nil
    }
    direction =
      switch match.1 {
      case "better", "larger": .above
      case "worse", "smaller": .below
      default: .notToldApart
      }
    // Where the first is below the second, the text tells the difference by its size.
    let sign: Double = direction == .below ? -1 : 1
    difference = sign * amount
    isInPoints = match.3 != nil
    if let found = match.4.wholeMatch(of: /95.% interval ([^ ]+) to ([^ ]+?)(, .+)?/) {
      guard let first = Self.number(found.1), let last = Self.number(found.2), first <= last else {
        return nil
      }
      interval = direction == .below ? -last ... -first : first...last
      isOverSeeds = found.3?.contains("one seed") != true
    } else {
      guard match.4.wholeMatch(of: /p [<=] [0-9.]+/) != nil else { return nil }
      interval = nil
      isOverSeeds = false
    }
  }

  /// How far another run's difference may be from this one, where nobody says otherwise.
  ///
  /// The width of the interval, since that tells where the difference would lie with other seeds. An
  /// interval over the images of one seed does not tell it: then it is at least two points, and for a score
  /// nothing is known.
  package var tolerance: Double? {
    let width = interval.map { $0.upperBound - $0.lowerBound }
    if isOverSeeds { return width }
    return isInPoints ? max(width ?? 0, 2) : nil
  }

  /// Whether the two say opposite things.
  package func contradicts(_ other: Self) -> Bool {
    direction != other.direction && direction != .notToldApart && other.direction != .notToldApart
  }

  /// Reads a number with a proper minus, commas between thousands and powers of ten.
  private static func number(_ text: Substring) -> Double? {
    let plain = text.replacing("−", with: "-").replacing(",", with: "")
    guard let split = plain.wholeMatch(of: /(-?)([0-9.]+×)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/) else {
      return Double(plain)
    }
    let digits = split.3.map { digit in
      "⁰¹²³⁴⁵⁶⁷⁸⁹".firstIndex(of: digit).map {
        String("⁰¹²³⁴⁵⁶⁷⁸⁹".distance(from: "⁰¹²³⁴⁵⁶⁷⁸⁹".startIndex, to: $0))
      } ?? "-"
    }
    return Double("\(split.1)\(split.2?.dropLast() ?? "1")e\(digits.joined())")
  }
}
