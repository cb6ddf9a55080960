/// A named result, kept in `output/results/<chapter>.json` and open to inline expressions.
public struct RecordedValue: Hashable, Codable, Sendable {
  public enum Content: Hashable, Codable, Sendable {
    case number(Double)
    case integer(Int)
    case text(String)
    case numbers([Double])
  }

  /// What it is, such as `"test accuracy"`.
  public var name: String
  public var content: Content
  /// Such as `"images"`, `"seconds"`; `nil` for a pure number.
  public var unit: String?
  /// How far a number may be from this one for the result to count as the same; `nil` when it must be it.
  public var tolerance: Double?

  public init(
    name: String, content: Content, unit: String? = nil, tolerance: Double? = nil
  ) {
    self.tolerance = tolerance
    self.name = name
    self.content = content
    self.unit = unit
  }
}
