/// A named result, kept in `output/results/<chapter>.json` and open to inline expressions.
public struct RecordedValue: Hashable, Codable, Sendable {
  public enum Content: Hashable, Codable, Sendable {
    case number(Double)
    case integer(Int)
    case text(String)
    case numbers([Double])
  }

  /// What a value rests on, where that says how near another run comes to it.
  public enum Basis: String, Hashable, Codable, Sendable {
    /// One number a seed. A training whose arithmetic rounds otherwise is like one from another seed, so
    /// another machine's numbers are as far off as the seeds are from each other, or as the tolerance says.
    case seeds
    /// The text of a verdict: which of two is better, by how much, and within which interval.
    case verdict
    /// What this run found, or what it ran on: another may say something else.
    case remark
  }

  /// What it is, such as `"test accuracy"`.
  public var name: String
  public var content: Content
  /// Such as `"images"`, `"seconds"`; `nil` for a pure number.
  public var unit: String?
  /// How far a number may be from this one for the result to count as the same; `nil` when it must be it.
  public var tolerance: Double?
  /// `nil` for a value that is compared as it is.
  public var basis: Basis?

  public init(
    name: String, content: Content, unit: String? = nil, tolerance: Double? = nil,
    basis: Basis? = nil
  ) {
    self.name = name
    self.content = content
    self.unit = unit
    self.tolerance = tolerance
    self.basis = basis
  }
}
