import Contracts

/// The arithmetic of a window diagram: padded cells, windows, results.
extension WindowDiagram {
  /// One position of the window.
  struct Step {
    /// In the output, from 0.
    var row: Int
    var column: Int
    /// The cells that the window reads, in the padded grid, row by row.
    var cells: [HeatMap.Cell]
    var result: Double
    /// The cell that the result is taken from, for the least and the largest.
    var chosen: HeatMap.Cell?
    /// How the result comes about, such as `1·2 + 0·3 = 2`.
    var arithmetic: String
  }

  var inputHeight: Int { input.count }
  var inputWidth: Int { input.first?.count ?? 0 }
  var paddedHeight: Int { inputHeight + 2 * padding }
  var paddedWidth: Int { inputWidth + 2 * padding }
  /// The side of the window with the gaps that dilation makes.
  var reachHeight: Int { dilation * (operation.window.height - 1) + 1 }
  var reachWidth: Int { dilation * (operation.window.width - 1) + 1 }
  var outputHeight: Int { (paddedHeight - reachHeight) / stride + 1 }
  var outputWidth: Int { (paddedWidth - reachWidth) / stride + 1 }

  func requireWindowFits() {
    require(
      inputHeight > 0 && inputWidth > 0 && input.allSatisfy { $0.count == inputWidth },
      "WindowDiagram: expected rows of the same length, got rows of \(input.map(\.count)).")
    require(
      stride > 0 && padding >= 0 && dilation > 0,
      "WindowDiagram: expected stride and dilation of at least 1 and no negative padding, got "
        + "stride \(stride), dilation \(dilation), padding \(padding).")
    require(
      border != .reflect || padding < min(inputHeight, inputWidth),
      "WindowDiagram: a border of \(padding) reflected cells needs more than \(padding) rows and "
        + "columns, got \(inputHeight)×\(inputWidth).")
    let window = operation.window
    require(
      window.height > 0 && window.width > 0 && reachHeight <= paddedHeight
        && reachWidth <= paddedWidth,
      "WindowDiagram: the window reaches over \(reachHeight)×\(reachWidth) cells, the padded input "
        + "has \(paddedHeight)×\(paddedWidth).")
    if case .convolution(let kernel) = operation {
      require(
        kernel.allSatisfy { $0.count == window.width },
        "WindowDiagram: expected kernel rows of the same length, got \(kernel.map(\.count)).")
    }
    if case .steps(let steps) = display {
      require(
        steps.allSatisfy { (0..<outputHeight * outputWidth).contains($0) },
        "WindowDiagram: expected steps in 0..<\(outputHeight * outputWidth), got \(steps).")
    }
  }

  /// Returns whether a cell of the padded grid lies beyond the input.
  func isBorder(row: Int, column: Int) -> Bool {
    !(padding..<padding + inputHeight).contains(row)
      || !(padding..<padding + inputWidth).contains(column)
  }

  /// Returns the number in a cell of the padded grid.
  ///
  /// `nil` stands for a cell that does not take part: as in the networks' own pooling layers, zero
  /// padding never wins a least or largest value.
  func paddedValue(row: Int, column: Int) -> Double? {
    guard isBorder(row: row, column: column) else { return input[row - padding][column - padding] }
    if border == .zero {
      switch operation {
      case .max, .min: return nil
      case .convolution, .average: return 0
      }
    }
    return input[inside(row - padding, inputHeight)][inside(column - padding, inputWidth)]
  }

  private func inside(_ index: Int, _ count: Int) -> Int {
    switch border {
    case .zero, .replicate: min(max(index, 0), count - 1)
    case .reflect: index < 0 ? -index : index >= count ? 2 * (count - 1) - index : index
    case .circular: ((index % count) + count) % count
    }
  }

  /// Whether the window at a position reads a cell of the padded grid.
  func reads(_ cell: HeatMap.Cell, at index: Int) -> Bool {
    func isReached(_ offset: Int, _ count: Int) -> Bool {
      offset >= 0 && offset % dilation == 0 && offset / dilation < count
    }
    let window = operation.window
    return isReached(cell.row - index / outputWidth * stride, window.height)
      && isReached(cell.column - index % outputWidth * stride, window.width)
  }

  /// The cells that the window at a position reads, in the padded grid, row by row.
  private func cells(at index: Int) -> [HeatMap.Cell] {
    let row = index / outputWidth
    let column = index % outputWidth
    let window = operation.window
    return (0..<window.height).flatMap { down in
      (0..<window.width).map { across in
        HeatMap.Cell(
          row: row * stride + down * dilation, column: column * stride + across * dilation)
      }
    }
  }

  func step(_ index: Int) -> Step {
    let row = index / outputWidth
    let column = index % outputWidth
    let cells = cells(at: index)
    let values = cells.map { paddedValue(row: $0.row, column: $0.column) }
    let present = zip(cells, values).compactMap { cell, value in value.map { (cell, $0) } }
    let list = present.map { WindowDiagram.text($0.1) }.joined(separator: ", ")
    var result = 0.0
    var chosen: HeatMap.Cell?
    var arithmetic = ""
    switch operation {
    case .convolution(let kernel):
      let products = zip(values, kernel.joined()).map { (($0 ?? 0), $1) }
      result = products.reduce(0) { $0 + $1.0 * $1.1 }
      let terms = products.map { value, weight in
        let factor = WindowDiagram.text(weight)
        return WindowDiagram.text(value) + "·" + (weight < 0 ? "(\(factor))" : factor)
      }
      arithmetic = terms.joined(separator: " + ") + " = " + WindowDiagram.text(result)
    case .max:
      let best = present.max { $0.1 < $1.1 }
      (result, chosen) = (best?.1 ?? .nan, best?.0)
      arithmetic = "max(\(list)) = \(WindowDiagram.text(result))"
    case .min:
      let best = present.min { $0.1 < $1.1 }
      (result, chosen) = (best?.1 ?? .nan, best?.0)
      arithmetic = "min(\(list)) = \(WindowDiagram.text(result))"
    case .average:
      result = present.map(\.1).reduce(0, +) / Double(max(present.count, 1))
      let sum = present.map { WindowDiagram.text($0.1) }.joined(separator: " + ")
      arithmetic = "(\(sum)) / \(present.count) = \(WindowDiagram.text(result))"
    }
    return Step(
      row: row, column: column, cells: cells, result: result, chosen: chosen,
      arithmetic: arithmetic)
  }

  /// Cells of the padded grid that no position of the window reads.
  var droppedCells: Set<HeatMap.Cell> {
    var cells = Set(
      (0..<paddedHeight).flatMap { row in
        (0..<paddedWidth).map { HeatMap.Cell(row: row, column: $0) }
      })
    for index in 0..<outputHeight * outputWidth { cells.subtract(self.cells(at: index)) }
    return cells
  }

  static func text(_ value: Double) -> String {
    Digits.trimmed(Digits.grouped(value, places: 2))
  }
}
