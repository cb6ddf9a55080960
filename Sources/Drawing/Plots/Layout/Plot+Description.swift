extension Plot {
  /// A description made from the data: what is drawn, over what, and from where to where.
  public var draftAltText: String {
    var sentences: [String] = []
    let series = marks.map(\.drawable).filter { $0.symbol != nil }
    let kinds = Dictionary(grouping: marks.compactMap(\.kind), by: \.self).mapValues(\.count)
    let counted = ["line", "band", "bar series", "histogram", "point series", "interval series"]
      .compactMap { kind in kinds[kind].map { PlotText.counted($0, kind) } }
    sentences.append(
      [title, counted.isEmpty ? nil : counted.joined(separator: ", ")].compactMap(\.self)
        .joined(separator: ": "))

    let axes = [("horizontal", xAxis), ("vertical", yAxis)].compactMap { name, axis in
      axis.title.map {
        "\(name) axis: \($0)" + (axis.scale == .log ? ", logarithmic" : "")
      }
    }
    if !axes.isEmpty { sentences.append(PlotText.capitalized(axes.joined(separator: "; "))) }
    sentences += series.prefix(8).compactMap(PlotText.course)
    if series.count > 8 { sentences.append("\(series.count - 8) more series") }
    for case .rule(let rule) in marks {
      if let label = rule.label { sentences.append("A reference line: \(label)") }
    }
    for case .annotation(let note) in marks { sentences.append("Remark: \(note.text)") }
    return sentences.filter { !$0.isEmpty }.map { $0 + "." }.joined(separator: " ")
  }

  /// One table for each set of places along the x axis that series share.
  public var dataTables: [DataTable] {
    var tables: [DataTable] = []
    let xTitle = xAxis.title ?? "x"
    let yTitle = yAxis.title ?? "y"
    for (index, mark) in marks.map(\.drawable).enumerated() {
      let columns = mark.columns
      guard let count = columns.first?.count else { continue }
      var places: [[String]] = []
      var values: [[String]] = []
      var placeTitles: [String] = []
      var valueTitles: [String] = []
      let name = mark.name ?? yTitle
      for column in columns {
        switch column {
        case .x:
          placeTitles.append(placeTitles.isEmpty ? xTitle : "\(xTitle), to")
          places.append(column.cells)
        case .y(_, let word):
          valueTitles.append(word.map { "\(name), \($0)" } ?? name)
          values.append(column.cells)
        }
      }
      let head = (0..<count).map { row in places.map { $0[row] } }
      // Series over the same places share one table.
      if let same = tables.firstIndex(where: { table in
        table.rows.map { Array($0.prefix(placeTitles.count)) } == head
          && Array(table.columns.prefix(placeTitles.count)) == placeTitles
      }) {
        tables[same].columns += valueTitles
        for row in 0..<count { tables[same].rows[row] += values.map { $0[row] } }
      } else {
        let rows = (0..<count).map { row in head[row] + values.map { $0[row] } }
        let title = mark.name ?? title ?? "Data \(index + 1)"
        tables.append(DataTable(title: title, columns: placeTitles + valueTitles, rows: rows))
      }
    }
    if tables.count == 1, let title { tables[0].title = title }
    return tables
  }
}

/// Phrases of drafted descriptions.
enum PlotText {
  static func counted(_ count: Int, _ noun: String) -> String {
    if count == 1 { return "1 \(noun)" }
    return noun.hasSuffix("series") ? "\(count) \(noun)" : "\(count) \(noun)s"
  }

  static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  static func number(_ value: Double) -> String { NumberFormat.automatic.text(value) }

  /// Says from where to where a series runs, such as "ReLU: 10 values, from 2.30 to 0.07".
  static func course(of mark: any DrawableMark) -> String? {
    var ends: [Double] = []
    var count = 0
    var places: Positions?
    for column in mark.columns {
      switch column {
      case .x(let positions): places = places ?? positions
      case .y(let numbers, _):
        count = numbers.finite.count
        if let extent = numbers.extent {
          ends += [extent.lowerBound, extent.upperBound]
        }
      }
    }
    guard let low = ends.min(), let high = ends.max() else { return nil }
    let name = mark.name.map { "\($0): " } ?? ""
    if case .categories(let names) = places, names.count <= 8,
      case .y(let numbers, nil) = mark.columns.last
    {
      let items = zip(names, numbers).map { "\($0) \(number($1))" }
      return capitalized(name + items.joined(separator: ", "))
    }
    if let line = mark as? Line, let first = line.y.finite.first, let last = line.y.finite.last {
      let between =
        low < min(first, last) || high > max(first, last)
        ? ", between \(number(low)) and \(number(high))" : ""
      return capitalized(
        "\(name)\(counted(count, "value")), from \(number(first)) to \(number(last))\(between)")
    }
    return capitalized("\(name)\(counted(count, "value")), \(number(low)) to \(number(high))")
  }
}

extension PlotMark {
  /// What a reader would call the mark; `nil` for what only explains.
  fileprivate var kind: String? {
    switch self {
    case .line, .steps: "line"
    case .band: "band"
    case .points: "point series"
    case .intervals: "interval series"
    case .bars: "bar series"
    case .histogram: "histogram"
    case .contours: "line"
    case .rule, .highlight, .label, .annotation: nil
    }
  }
}
