/// A drawing described by its data: what a cell hands over, and what is drawn once per format.
public struct Figure: Hashable, Codable, Sendable {
  /// The size in inches that the author of the cell asked for; `nil` for the default of the content.
  public var width: Double?
  public var height: Double?
  /// A description for those who cannot see the figure; `nil` for one drafted from the data.
  public var altText: String?

  public init(width: Double? = nil, height: Double? = nil, altText: String? = nil) {
    self.width = width
    self.height = height
    self.altText = altText
  }
}
