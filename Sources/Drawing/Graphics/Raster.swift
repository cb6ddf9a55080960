/// A small picture of samples: a digit, a feature map, a filter.
public struct Raster: Hashable, Codable, Sendable {
  public var width: Int
  public var height: Int
  /// One colour per sample, row by row from the top left, as bytes red, green, blue, alpha.
  public var rgba: [UInt8]

  public init(width: Int, height: Int, rgba: [UInt8]) {
    self.width = width
    self.height = height
    self.rgba = rgba
  }
}

/// Glyphs of one font at fixed places, as mathematics needs them.
public struct GlyphRun: Hashable, Sendable {
  public struct Glyph: Hashable, Sendable {
    /// The glyph's number inside its font.
    public var id: UInt32
    /// The glyph's origin on the baseline, relative to the run's origin, in points.
    public var position: Point

    public init(id: UInt32, position: Point) {
      self.id = id
      self.position = position
    }
  }

  /// The font's family name.
  public var family: String
  /// The size in points.
  public var size: Double
  public var glyphs: [Glyph]

  public init(family: String, size: Double, glyphs: [Glyph]) {
    self.family = family
    self.size = size
    self.glyphs = glyphs
  }
}
