import Graphics

extension ImageGrid: Drawable {
  func preferredWidth(within width: Double) -> Double {
    guard !images.isEmpty else { return width }
    let widest = Double(images.map(\.width).max() ?? 1)
    // A sample larger than this shows nothing more.
    let cell = min(max(widest * 4, 56), 150)
    let shown = Double(columnCount(width: width))
    return min(
      width, shown * (cell + gap) + (rowLabels.isEmpty ? 0 : 70) + colorBarRoom)
  }

  func height(for width: Double) -> Double {
    let columns = columnCount(width: width)
    let rows = rowCount(columns: columns)
    let left = rowLabels.isEmpty ? 0 : Double(rowLabels.map(\.count).max() ?? 0) * 4.2 + 8
    let cell = (width - left - colorBarRoom) / Double(columns) - gap
    let captions = images.contains { $0.caption != nil } ? captionRoom(cell: cell) : 0
    return (cell * aspect + captions + gap) * Double(rows) + (title == nil ? 0 : 17)
      + (columnLabels.isEmpty ? 0 : 13)
  }

  private var gap: Double { 5 }

  /// About the width of the colour bar with its title.
  private var colorBarRoom: Double {
    colorBar.map { max(46, 14 + 4.2 * Double($0.count)) } ?? 0
  }

  /// Height over width of the tallest image.
  private var aspect: Double {
    images.map { Double($0.height) / Double(max($0.width, 1)) }.max() ?? 1
  }

  private func captionRoom(cell: Double) -> Double {
    let longest = images.compactMap { $0.caption?.count }.max() ?? 0
    let lines = min(max((Double(longest) * 3.45 / max(cell, 1)).rounded(.up), 1), 3)
    return lines * 10 + 2
  }

  private func columnCount(width: Double) -> Int {
    if let columns { return columns }
    if !columnLabels.isEmpty { return columnLabels.count }
    let count = max(images.count, 1)
    let most = max(1, Int(width / (count > 40 ? 30 : 44)))
    guard count > most else { return count }
    // As full a last row as can be, with images neither tiny nor few to a row.
    let candidates = (max(most / 2, 1)...most).reversed()
    return candidates.min { emptyPlaces($0) < emptyPlaces($1) } ?? most
  }

  private func emptyPlaces(_ columns: Int) -> Int {
    rowCount(columns: columns) * columns - images.count
  }

  private func rowCount(columns: Int) -> Int { (max(images.count, 1) + columns - 1) / columns }

  func draw(in frame: Rect, with pen: Pen) {
    guard !images.isEmpty else { return }
    let content = pen.title(title, in: frame)
    let style = pen.theme.tickText
    let lineHeight = pen.lineHeight(style)
    let columns = columnCount(width: frame.width)
    let rows = rowCount(columns: columns)
    let left =
      rowLabels.isEmpty ? 0 : (rowLabels.map { pen.width(of: $0, style) }.max() ?? 0) + 7
    let top = columnLabels.isEmpty ? 0 : lineHeight + 3
    let range = sharedRange
    let bar = colorBar.flatMap { title in
      range.map { ColorBar(title: title, map: colorMap, range: $0, pen: pen) }
    }
    let right = bar?.widthWithTitle(height: content.height - top) ?? 0
    let free = content.trimmed(left: left, top: top, right: right)
    let pitch = (free.width + gap) / Double(columns)
    let cellWidth = pitch - gap
    let captions = images.map { image in
      image.caption.map { Array(pen.wrap($0, captionStyle(pen), width: cellWidth - 4).prefix(3)) }
        ?? []
    }
    let captionHeight =
      Double(captions.map(\.count).max() ?? 0) * pen.lineHeight(captionStyle(pen))
    let rowPitch = min(free.height / Double(rows), cellWidth * aspect + captionHeight + gap + 2)
    let cellHeight = max(rowPitch - gap - captionHeight, 4)

    for (index, image) in images.enumerated() {
      let column = index % columns
      let row = index / columns
      let cell = Rect(
        x: free.x + Double(column) * pitch,
        y: free.y + Double(row) * rowPitch, width: cellWidth, height: cellHeight)
      draw(image, captions[index], in: cell, range: range, with: pen)
    }
    for (row, label) in rowLabels.prefix(rows).enumerated() {
      pen.text(
        label, style, x: free.x - 4, middle: free.y + Double(row) * rowPitch + cellHeight / 2,
        anchor: .right)
    }
    for (column, label) in columnLabels.prefix(columns).enumerated() {
      pen.text(
        label, style, x: free.x + Double(column) * pitch + cellWidth / 2, top: content.y,
        anchor: .center)
    }
    if let bar {
      let height = min(rowPitch * Double(rows) - gap - captionHeight, 150)
      bar.draw(
        in: Rect(
          x: free.maxX - 6, y: free.y + bar.titleHeight, width: right,
          height: height - bar.titleHeight))
    }
  }

  private func captionStyle(_ pen: Pen) -> TextStyle { pen.theme.text(0.94) }

  private func draw(
    _ image: GridImage, _ caption: [String], in cell: Rect, range: ClosedRange<Double>?,
    with pen: Pen
  ) {
    let scale = min(cell.width / Double(image.width), cell.height / Double(image.height))
    let size = Size(width: Double(image.width) * scale, height: Double(image.height) * scale)
    let box = Rect(
      x: cell.midX - size.width / 2, y: cell.y + (cell.height - size.height) / 2,
      width: size.width, height: size.height)
    pen.canvas.draw(raster(of: image, range: range), in: box)
    drawAreas(of: image, in: box, with: pen)
    switch image.frame {
    case nil: pen.outline(box, pen.theme.axis, width: 0.4)
    case .right: pen.outline(box.inset(by: -0.5), pen.theme.color(.green), width: 1.6)
    case .wrong: pen.outline(box.inset(by: -0.5), pen.theme.color(.vermillion), width: 1.6)
    case .highlighted: pen.outline(box.inset(by: -0.5), pen.theme.color(.orange), width: 1.6)
    }
    var style = captionStyle(pen)
    if image.frame == .wrong { style.color = pen.theme.color(.vermillion) }
    let lineHeight = pen.lineHeight(style)
    for (line, text) in caption.enumerated() {
      pen.text(
        text, style, x: cell.midX, top: cell.maxY + 2 + Double(line) * lineHeight, anchor: .center)
    }
  }
}

extension ImageGrid {
  private func drawAreas(of image: GridImage, in box: Rect, with pen: Pen) {
    guard !image.areas.isEmpty else { return }
    let pixel = box.width / Double(max(image.width, 1))
    let hues: [Hue] = [.orange, .sky, .vermillion, .green, .purple, .blue]
    pen.canvas.clip(to: box) {
      for (index, area) in image.areas.enumerated() {
        let outline = Rect(
          x: box.x + Double(area.column) * pixel, y: box.y + Double(area.row) * pixel,
          width: Double(area.width) * pixel, height: Double(area.height) * pixel)
        // Half of the line lies inside the area, so that it never hides its neighbours.
        pen.outline(outline.inset(by: 0.5), pen.theme.color(hues[index % hues.count]), width: 1.2)
      }
    }
  }
}

// MARK: Samples

extension ImageGrid {
  private var colorMap: ColorMap {
    switch palette {
    case .gray: .gray
    case .ink: .ink
    case .sequential: .sequential
    case .diverging: .diverging
    }
  }

  /// The range of the palette when all images share one.
  private var sharedRange: ClosedRange<Double>? {
    switch range {
    case .each: nil
    case .fixed(let range): range
    case .shared: paletteRange(of: images.flatMap(\.samples))
    }
  }

  private func paletteRange(of samples: [Float]) -> ClosedRange<Double> {
    let low = Double(samples.min() ?? 0)
    let high = Double(samples.max() ?? 1)
    if palette == .diverging {
      let reach = max(abs(low), abs(high), 1e-12)
      return -reach...reach
    }
    return low < high ? low...high : low...(low + 1)
  }

  private func raster(of image: GridImage, range: ClosedRange<Double>?) -> Raster {
    let count = image.width * image.height
    if image.channels == 3 {
      let bytes = image.samples.map { UInt8((min(max($0, 0), 1) * 255).rounded()) }
      var rgba = [UInt8](repeating: 255, count: 4 * count)
      for channel in 0..<3 {
        for pixel in 0..<count { rgba[4 * pixel + channel] = bytes[channel * count + pixel] }
      }
      return Raster(width: image.width, height: image.height, rgba: rgba)
    }
    let range = range ?? paletteRange(of: image.samples)
    let span = range.upperBound - range.lowerBound
    let map = colorMap
    var rgba: [UInt8] = []
    rgba.reserveCapacity(4 * image.samples.count)
    for sample in image.samples {
      rgba.append(map.color(at: (Double(sample) - range.lowerBound) / span))
    }
    return Raster(width: image.width, height: image.height, rgba: rgba)
  }
}

// MARK: Description

extension ImageGrid {
  public var draftAltText: String {
    let sizes = Set(images.map { "\($0.height) by \($0.width)" })
    let size = sizes.count == 1 ? " of \(sizes.first ?? "") pixels" : ""
    var sentences = [
      PlotText.capitalized(
        [title, PlotText.counted(images.count, "image") + size].compactMap(\.self)
          .joined(separator: ": "))
    ]
    if !rowLabels.isEmpty { sentences.append("Rows: " + rowLabels.joined(separator: ", ")) }
    if !columnLabels.isEmpty {
      sentences.append("Columns: " + columnLabels.joined(separator: ", "))
    }
    let captions = images.compactMap(\.caption)
    if !captions.isEmpty {
      let more = captions.count > 20 ? ", and \(captions.count - 20) more" : ""
      sentences.append("Captions: " + captions.prefix(20).joined(separator: "; ") + more)
    }
    return sentences.map { $0 + "." }.joined(separator: " ")
  }

  /// The samples themselves are no table for a reader; their ranges are.
  public var dataTables: [DataTable] {
    [
      DataTable(
        title: title ?? "Images", columns: ["Image", "Caption", "Least", "Mean", "Largest"],
        rows: images.enumerated().map { index, image in
          let samples = image.samples.map { Double($0) }
          let mean = samples.reduce(0, +) / Double(max(samples.count, 1))
          return [
            String(index + 1), image.caption ?? "", DataTable.cell(samples.min() ?? .nan),
            DataTable.cell(mean), DataTable.cell(samples.max() ?? .nan),
          ]
        })
    ]
  }
}
