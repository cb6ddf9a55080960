import CellOutputs

/// Whether a value is as near to the recorded one as it must be.
struct Judgement {
  var verdict: ResultComparison.Verdict
  /// The largest difference between numbers; `nil` where there are none.
  var difference: Double?
  /// How large that may be; `nil` where the two must be the same.
  var tolerance: Double?

  /// Compares two values.
  ///
  /// - Parameters:
  ///   - recorded: The value of the file.
  ///   - now: The value of now.
  ///   - tolerance: How far apart numbers may be, as a cell states it.
  ///   - basis: What the values rest on. How far apart seeds or intervals are is taken from the recorded
  ///     value: a run that has gone astray says nothing about how far it may go.
  init(
    _ recorded: RecordedValue.Content, _ now: RecordedValue.Content, tolerance: Double?,
    basis: RecordedValue.Basis?
  ) {
    switch (basis, recorded, now) {
    case (.verdict, .text(let old), .text(let new)):
      self.init(VerdictText(old), VerdictText(new), areEqual: old == new, tolerance: tolerance)
    case (.seeds, .numbers(let old), .numbers(let new)):
      let finite = old.filter(\.isFinite)
      let range = (finite.max() ?? 0) - (finite.min() ?? 0)
      self.init(
        numbers: .numbers(old.inOrder), .numbers(new.inOrder),
        tolerance: max(tolerance ?? 0, range))
    case (.remark, _, _):
      self.init(verdict: recorded.text == now.text ? .same : .remark)
    default:
      self.init(numbers: recorded, now, tolerance: tolerance)
    }
  }

  private init(verdict: ResultComparison.Verdict) {
    self.verdict = verdict
  }

  private init(
    numbers recorded: RecordedValue.Content, _ now: RecordedValue.Content, tolerance: Double?
  ) {
    self.tolerance = tolerance
    difference = recorded.difference(from: now)
    guard let difference else {
      verdict = recorded.text == now.text ? .same : .differs
      return
    }
    // Decimals such as 0.9876 - 0.002 have no exact binary form: the edge belongs to the range.
    let largest = ((recorded.numbers ?? []) + (now.numbers ?? [])).map(\.magnitude).max() ?? 0
    let allowed = tolerance.map { $0 + 4 * largest.ulp } ?? 0
    verdict = difference == 0 ? .same : difference <= allowed ? .within : .differs
  }

  /// Texts that are no verdicts must be equal.
  private init(
    _ recorded: VerdictText?, _ now: VerdictText?, areEqual: Bool, tolerance: Double?
  ) {
    guard let recorded, let now, recorded.isInPoints == now.isInPoints else {
      verdict = areEqual ? .same : .differs
      return
    }
    let difference = abs(recorded.difference - now.difference)
    let allowed = tolerance ?? recorded.tolerance
    self.difference = difference
    self.tolerance = allowed
    // What is written with one decimal or two is as near as its digits tell.
    let isNear = difference <= (allowed ?? 0) + 1e-9
    verdict =
      if areEqual {
        .same
      } else if recorded.contradicts(now) || !isNear {
        .differs
      } else {
        recorded.direction == now.direction ? .within : .otherWord
      }
  }
}

extension [Double] {
  /// From the least to the largest, with what is no number behind.
  fileprivate var inOrder: [Double] {
    filter { !$0.isNaN }.sorted() + filter(\.isNaN)
  }
}

extension RecordedValue.Content {
  fileprivate var numbers: [Double]? {
    switch self {
    case .integer(let value): [Double(value)]
    case .number(let value): [value]
    case .numbers(let values): values
    case .text: nil
    }
  }

  /// The largest difference between two numbers, or lists of as many; `nil` for anything else.
  fileprivate func difference(from other: Self) -> Double? {
    guard let left = numbers, let right = other.numbers, left.count == right.count else {
      return nil
    }
    let differences = zip(left, right).map { left, right in
      left == right || left.isNaN && right.isNaN ? 0 : abs(left - right)
    }
    // One NaN, which is near nothing, would hide among numbers.
    return differences.contains(where: \.isNaN) ? .infinity : differences.max() ?? 0
  }
}
