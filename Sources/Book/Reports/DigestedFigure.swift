import Caching
import Plots

/// A figure, and what it is known by: to digest all its numbers takes longer than to look up a drawing.
package final class DigestedFigure: Encodable, Sendable {
  package let figure: Figure
  private let known: Once<String>

  package init(_ figure: Figure) {
    self.figure = figure
    known = Once { try RenderStore.digest(of: figure) }
  }

  /// Of all that the figure shows; found once.
  ///
  /// - Throws: When the figure cannot be encoded.
  package var digest: String {
    get throws { try known.value }
  }

  /// The digest stands for the figure.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(digest)
  }
}
