import Graphics

extension SmallMultiples: Drawable {
  private var gap: Double { 16 }

  private func columnCount(width: Double) -> Int {
    if let columns { return max(1, min(columns, panels.count)) }
    let count = panels.count
    if count <= 3 { return width / Double(max(count, 1)) > 130 ? max(count, 1) : 1 }
    return count == 4 ? 2 : width > 330 ? 3 : 2
  }

  private func rowHeights(width: Double) -> [Double] {
    let columns = columnCount(width: width)
    let panelWidth = (width - Double(columns - 1) * gap) / Double(columns)
    return stride(from: 0, to: panels.count, by: columns).map { start in
      panels[start..<min(start + columns, panels.count)].map { panel in
        height(of: panel, width: panelWidth)
      }.max() ?? 0
    }
  }

  private func height(of panel: Panel, width: Double) -> Double {
    let heading = heading(of: panel, index: 0) == nil ? 0 : 15.0
    if let height = panel.figure.height { return height * 72 + heading }
    let content = panel.figure.untitled.drawable
    let natural = content.height(for: content.preferredWidth(within: width))
    if case .plot = panel.figure.content { return max(natural, min(width * 0.85, 160)) + heading }
    return natural + heading
  }

  func height(for width: Double) -> Double {
    let heights = rowHeights(width: width)
    return heights.reduce(0, +) + Double(max(heights.count - 1, 0)) * gap * 0.8
      + (title == nil ? 0 : 18) + (sharedNames.count > 1 ? 15 : 0)
  }

  func draw(in frame: Rect, with pen: Pen) {
    guard !panels.isEmpty else { return }
    var content = pen.title(title, in: frame)
    let legend = Legend(SeriesStyles(allMarks, names: sharedNames).entries, pen: pen)
    if sharedNames.count > 1 {
      legend.drawRows(at: Point(x: content.x, y: content.y), width: content.width)
      content = content.below(legend.rowsHeight(width: content.width) + 5)
    }
    let heights = rowHeights(width: content.width)
    let between = gap * 0.8
    let free = content.height - Double(heights.count - 1) * between
    let stretch = free / max(heights.reduce(0, +), 1)
    let columns = columnCount(width: content.width)
    let panelWidth = (content.width - Double(columns - 1) * gap) / Double(columns)
    var frames: [Rect] = []
    var y = content.y
    for height in heights {
      for column in 0..<columns {
        frames.append(
          Rect(
            x: content.x + Double(column) * (panelWidth + gap), y: y, width: panelWidth,
            height: height * stretch))
      }
      y += height * stretch + between
    }
    let agreement = agreement(in: frames, pen: pen)
    for (index, panel) in panels.enumerated() {
      let heading = heading(of: panel, index: index)
      let box = pen.title(heading, in: frames[index], style: pen.theme.panelText, gap: 4)
      let content = panel.figure.untitled
      if case .plot(let plot) = content.content {
        var agreement = agreement
        agreement.leavesYTitleBlank =
          index % columns > 0 && plot.yAxis.title == plots.first?.yAxis.title
        plot.draw(PlotLayout(plot, in: box, pen: pen, agreement: agreement))
      } else if case .heatMap(let map) = content.content {
        let width = content.drawable.preferredWidth(within: box.width)
        map.draw(
          in: Rect(x: box.x, y: box.y, width: width, height: box.height), with: pen,
          besideColorBars: hasColorBars)
      } else {
        let width = content.drawable.preferredWidth(within: box.width)
        content.drawable.draw(
          in: Rect(x: box.x, y: box.y, width: width, height: box.height), with: pen)
      }
    }
  }

  private var hasColorBars: Bool {
    panels.contains { panel in
      if case .heatMap(let map) = panel.figure.content { map.showsColorBar } else { false }
    }
  }

  /// Returns a panel's letter and title; `nil` when it has neither.
  private func heading(of panel: Panel, index: Int) -> String? {
    let title = panel.title ?? panel.figure.title
    guard isLettered else { return title }
    return ["(\(PartLetter.text(index)))", title].compactMap(\.self).joined(separator: " ")
  }

  // MARK: What panels agree on

  private var plots: [Plot] {
    panels.compactMap { if case .plot(let plot) = $0.figure.content { plot } else { nil } }
  }

  private var allMarks: [PlotMark] { plots.flatMap(\.marks) }

  /// The names of all series when more than one panel has them.
  private var sharedNames: [String] {
    let names = plots.map { Set($0.marks.compactMap(\.drawable.name)) }
    guard names.filter({ !$0.isEmpty }).count > 1 else { return [] }
    return SeriesStyles(allMarks).entries.map(\.name)
  }

  /// Finds ranges that hold the data of all panels, and the widest of their margins.
  private func agreement(in frames: [Rect], pen: Pen) -> PlotLayout.Agreement {
    var agreement = PlotLayout.Agreement()
    agreement.names = sharedNames
    agreement.hasTitle = false
    agreement.hasLegend = sharedNames.count <= 1
    guard let frame = frames.first else { return agreement }
    let layouts = plots.map { PlotLayout($0, in: frame, pen: pen, agreement: agreement) }
    func union(_ scales: [AxisScale]) -> ClosedRange<Double>? {
      let isNumeric = scales.allSatisfy { if case .categories = $0.kind { false } else { true } }
      guard isNumeric, let low = scales.map(\.low).min(), let high = scales.map(\.high).max(),
        low < high
      else { return nil }
      return low...high
    }
    if sharedAxes == .x || sharedAxes == .both {
      agreement.xRange = union(layouts.map(\.x.scale))
    }
    if sharedAxes == .y || sharedAxes == .both {
      agreement.yRange = union(layouts.map(\.y.scale))
    }
    let agreed = plots.map { PlotLayout($0, in: frame, pen: pen, agreement: agreement) }
    agreement.leftMargin = agreed.map { $0.area.x - frame.x }.max() ?? 0
    agreement.rightMargin = agreed.map { frame.maxX - $0.area.maxX }.max() ?? 0
    return agreement
  }
}

extension SmallMultiples {
  public var draftAltText: String {
    let head = [title, PlotText.counted(panels.count, "panel")].compactMap(\.self)
      .joined(separator: ": ")
    let parts = panels.enumerated().map { index, panel in
      [heading(of: panel, index: index), panel.figure.untitled.description].compactMap(\.self)
        .joined(separator: ": ")
    }
    return ([PlotText.capitalized(head) + "."] + parts).joined(separator: " ")
  }

  public var dataTables: [DataTable] {
    panels.enumerated().flatMap { index, panel in
      panel.figure.dataTables.map { table in
        var table = table
        table.title = heading(of: panel, index: index) ?? table.title
        return table
      }
    }
  }
}

extension Figure {
  /// The same figure with no heading of its own.
  var untitled: Figure {
    var figure = self
    switch content {
    case .plot(var plot):
      plot.title = nil
      figure.content = .plot(plot)
    case .heatMap(var map):
      map.title = nil
      figure.content = .heatMap(map)
    case .imageGrid(var grid):
      grid.title = nil
      figure.content = .imageGrid(grid)
    case .matrix(var matrix):
      matrix.title = nil
      figure.content = .matrix(matrix)
    case .windows(var diagram):
      diagram.title = nil
      figure.content = .windows(diagram)
    case .architecture(var diagram):
      diagram.title = nil
      figure.content = .architecture(diagram)
    case .multiples(var multiples):
      multiples.title = nil
      figure.content = .multiples(multiples)
    }
    return figure
  }
}
