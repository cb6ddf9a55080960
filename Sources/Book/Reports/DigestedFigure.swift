import Caching
import Plots
import Synchronization

/// A figure, and what it is known by: to digest all its numbers takes longer than to look up a drawing.
package final class DigestedFigure: Encodable, Sendable {
  package let figure: Figure
  private let known = Mutex<String?>(nil)

  package init(_ figure: Figure) {
    self.figure = figure
  }

  /// Of all that the figure shows; found once.
  ///
  /// - Throws: When the figure cannot be encoded.
  package var digest: String {
    get throws {
      // Whoever else asks meanwhile would only find the same.
      try known.withLock { known in
        let digest = try known ?? RenderStore.digest(of: figure)
        known = digest
        return digest
      }
    }
  }

  /// The digest stands for the figure.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(digest)
  }
}
