/// Which look each mark of a plot has.
struct SeriesStyles {
  /// One series with a name, as a legend lists it.
  struct Entry: Hashable {
    var name: String
    var style: SeriesStyle
    var symbols: Set<LegendSymbol>
  }

  /// One look for each mark, in the order of the marks.
  private(set) var styles: [SeriesStyle] = []
  /// The named series, in the order of their first appearance.
  private(set) var entries: [Entry] = []

  /// Gives marks of the same name the same look, and others the next free one.
  ///
  /// - Parameters:
  ///   - marks: The marks of the plot.
  ///   - names: Names that come first, so that several panels agree on their looks.
  init(_ marks: [PlotMark], names: [String] = []) {
    var indices = Dictionary(zip(names, names.indices)) { first, _ in first }
    var used = names.count
    var looks: [Int: SeriesStyle] = [:]
    var last = 0
    for mark in marks.map(\.drawable) {
      guard let symbol = mark.symbol else {
        styles.append(SeriesStyle.automatic(last))
        continue
      }
      let index: Int
      if let name = mark.name {
        index = indices[name] ?? used
        indices[name] = index
      } else {
        index = mark is Band && used > 0 ? last : used
      }
      used = max(used, index + 1)
      last = index
      var style = looks[index] ?? SeriesStyle.automatic(index)
      style.hue = mark.color ?? style.hue
      style.pattern = mark.pattern ?? style.pattern
      style.shape = mark.shape ?? style.shape
      looks[index] = style
      styles.append(style)
      guard let name = mark.name else { continue }
      if let entry = entries.firstIndex(where: { $0.name == name }) {
        entries[entry].symbols.insert(symbol)
        entries[entry].style = style
      } else {
        entries.append(Entry(name: name, style: style, symbols: [symbol]))
      }
    }
  }
}
