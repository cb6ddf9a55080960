import Contracts

/// A confusion matrix: how often each true class was taken for each class.
public struct MatrixPlot: Hashable, Codable, Sendable, FigureConvertible {
  public var title: String?
  /// One row for each true class, one column for each predicted class.
  public var counts: [[Int]]
  public var labels: [String]
  public var rowTitle: String
  public var columnTitle: String
  /// Whether each cell also gives its share of its row.
  public var showsPercent: Bool

  /// Creates a matrix of counts.
  ///
  /// Rows of `confusion` are true classes, columns predicted ones: shape `[classes, classes]`.
  /// Without `labels` the classes are numbered from 0.
  ///
  /// - Precondition: `confusion` is square, and has as many `labels` as rows, or none.
  public init(
    _ title: String? = nil, confusion: [[Int]], labels: [String] = [],
    rowTitle: String = "True class", columnTitle: String = "Predicted class",
    showsPercent: Bool = true
  ) {
    require(
      confusion.allSatisfy { $0.count == confusion.count },
      "MatrixPlot: expected \(confusion.count) rows of \(confusion.count) counts, got rows of "
        + "\(confusion.map(\.count)).")
    require(
      labels.isEmpty || labels.count == confusion.count,
      "MatrixPlot: expected a label for each of \(confusion.count) classes, got \(labels.count).")
    self.title = title
    counts = confusion
    self.labels = labels.isEmpty ? confusion.indices.map { String($0) } : labels
    self.rowTitle = rowTitle
    self.columnTitle = columnTitle
    self.showsPercent = showsPercent
  }

  public var figure: Figure { Figure(.matrix(self)) }
}
