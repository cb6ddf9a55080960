import CPangoCairo
import Graphics

/// A PDF of several pages.
package final class PDFDocument {
  /// The date that stands in a file for "no date", so that two runs give the same bytes.
  static let noDate = "2000-01-01T00:00:00Z"
  /// Samples per point of pictures, about 300 to the inch.
  static let rasterDensity = 4.2
}
