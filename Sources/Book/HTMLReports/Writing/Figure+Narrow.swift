import FigureFiles
import Plots

extension Figure {
  /// The figure drawn for a telephone, so that its words need no magnifying glass; `nil` where the
  /// figure is small enough as it is.
  var narrowed: Figure? {
    let size = size(defaultWidth: Self.defaultWidth)
    guard size.width > 1.2 * Self.narrowWidth * Self.points else { return nil }
    var figure = rearranged
    figure.width = Self.narrowWidth
    if figure.content == content, !wraps {
      // Narrower, but not flat: the height gives way half as much as the width.
      figure.height = height.map { $0 * (1 + Self.narrowWidth * Self.points / size.width) / 2 }
    } else {
      figure.height = nil
    }
    return figure
  }

  /// The width of a small telephone's text, in inches.
  private static let narrowWidth = 3.9
  private static let points = 72.0

  /// The same figure with fewer panels, captions and numbers in a row.
  private var rearranged: Figure {
    var figure = self
    switch content {
    case .plot, .heatMap, .windows, .architecture: break
    case .matrix(var matrix):
      // One number fits a cell, two do not.
      matrix.showsPercent = false
      figure.content = .matrix(matrix)
    case .imageGrid(var grid):
      // Rows and columns with a meaning keep it; other images flow like words.
      guard grid.rowLabels.isEmpty, grid.columnLabels.isEmpty else { break }
      let hasCaptions = grid.images.contains { $0.caption != nil }
      let across = min(grid.columns ?? 8, grid.images.count)
      guard hasCaptions, across > 4 else { break }
      grid.columns = 4
      figure.content = .imageGrid(grid)
    case .multiples(var multiples):
      multiples.panels = multiples.panels.map { panel in
        var panel = panel
        panel.figure = panel.figure.rearranged
        return panel
      }
      multiples.columns = columns(of: multiples)
      figure.content = .multiples(multiples)
    }
    return figure
  }

  /// Whether what it shows stands in more rows where there is less width, and so needs more height.
  private var wraps: Bool {
    switch content {
    case .architecture: true
    case .multiples(let multiples): multiples.panels.contains { $0.figure.wraps }
    case .plot, .heatMap, .imageGrid, .matrix, .windows: false
    }
  }

  /// How many panels a telephone has room for: heat maps in pairs, all else one by one.
  private func columns(of multiples: SmallMultiples) -> Int {
    let areMaps = multiples.panels.allSatisfy { panel in
      if case .heatMap = panel.figure.content { true } else { false }
    }
    return areMaps && multiples.panels.count > 1 ? 2 : 1
  }
}
