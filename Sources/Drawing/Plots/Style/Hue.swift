import Graphics

/// A colour by name, which each theme turns into one that stands out on its paper.
///
/// The colours are those of Okabe and Ito, which remain distinct to readers with any of the common
/// deficiencies of colour vision. Yellow, too pale for lines on white, is left out.
///
/// - SeeAlso: Okabe and Ito, "Color Universal Design", 2008.
public enum Hue: String, Hashable, Codable, Sendable, CaseIterable {
  case blue, vermillion, green, purple, orange, sky
  /// The colour of text and axes.
  case neutral
  /// A middle grey, for what is only there to compare with.
  case gray

  /// The colours of series that name none, in their order.
  static let series: [Hue] = [.blue, .vermillion, .green, .purple, .orange, .sky, .neutral]
}

/// How a series looks everywhere: its line, its dots, its bars, its entry in the legend.
package struct SeriesStyle: Hashable {
  package var hue: Hue
  package var pattern: LinePattern
  package var shape: PointShape

  /// Returns the look of the series at `index`, which repeats after 35.
  ///
  /// Colour, dash and dot change together, so that series stay distinct on a grey printout; the
  /// dash shifts by one each time that the colours start over.
  package static func automatic(_ index: Int) -> SeriesStyle {
    let patterns = LinePattern.allCases
    let shapes = PointShape.allCases
    let round = index / Hue.series.count
    return SeriesStyle(
      hue: Hue.series[index % Hue.series.count],
      pattern: patterns[(index + round) % patterns.count],
      shape: shapes[(index + round) % shapes.count])
  }
}

extension LinePattern {
  /// Lengths of dashes and gaps for a line 1 point wide.
  var dash: [Double] {
    switch self {
    case .solid: []
    case .dashed: [4.5, 2.2]
    case .dotted: [1.3, 1.7]
    case .dashDotted: [6, 1.8, 1.3, 1.8]
    case .longDashed: [8.5, 2.6]
    }
  }
}
