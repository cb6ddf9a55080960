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

  public init(name: String, content: Content, unit: String? = nil) {
    self.name = name
    self.content = content
    self.unit = unit
  }
}
