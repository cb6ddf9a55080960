/// The shape that a layer makes of its input, and the sum that shows why.
public struct ShapeStep: Sendable, Equatable {
  /// The output of one image or feature vector, without the batch axis.
  public var output: [Int]

  /// How the output came about, such as `(32 − 5) / 1 + 1 = 28`; empty when there is nothing to show.
  public var arithmetic: String

  public init(_ output: [Int], arithmetic: String = "") {
    self.output = output
    self.arithmetic = arithmetic
  }
}

/// A layer cannot take the shape it was given.
public struct ShapeMismatch: Error, Equatable, Sendable {
  /// What the layer takes, such as `256 features`.
  public var expected: String

  /// What it was given, such as `400`.
  public var found: String

  /// What to write instead.
  public var fix: String

  public init(expected: String, found: String, fix: String) {
    self.expected = expected
    self.found = found
    self.fix = fix
  }
}

extension ShapeMismatch: CustomStringConvertible {
  public var description: String { "takes \(expected), but gets \(found). \(fix)" }
}

/// Writes a shape as `16×5×5`.
func sizes(_ shape: [Int]) -> String {
  shape.map { "\($0)" }.joined(separator: "×")
}
