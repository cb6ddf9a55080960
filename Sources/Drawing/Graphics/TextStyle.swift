/// How a run of text looks.
public struct TextStyle: Hashable, Codable, Sendable {
  public enum Weight: String, Hashable, Codable, Sendable { case regular, bold }

  /// Font family names in order of preference, such as `"TeX Gyre Pagella, serif"`.
  public var family: String
  /// The size in points.
  public var size: Double
  public var weight: Weight
  public var isItalic: Bool
  public var color: Color

  public init(
    family: String, size: Double, weight: Weight = .regular, isItalic: Bool = false,
    color: Color = .black
  ) {
    self.family = family
    self.size = size
    self.weight = weight
    self.isItalic = isItalic
    self.color = color
  }
}

/// How much room a single line of text takes, in points.
public struct TextExtent: Hashable, Sendable {
  public var width: Double
  /// From the baseline up to the top of the line.
  public var ascent: Double
  /// From the baseline down to the bottom of the line.
  public var descent: Double

  public init(width: Double, ascent: Double, descent: Double) {
    self.width = width
    self.ascent = ascent
    self.descent = descent
  }

  public var height: Double { ascent + descent }
}
