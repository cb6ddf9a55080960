import CellOutputs
import Chapters
import Plots

extension Sweep {
  /// Returns one page that compares all variants: a plot and a table of every recorded value.
  ///
  /// - Parameters:
  ///   - title: The book's title.
  ///   - language: The language of fixed words.
  ///   - provenance: How the results were made.
  /// - Returns: A document named `index`.
  package func report(
    title: String, language: String = "en", provenance: [Report.Fact] = []
  ) -> Report {
    let words = ReportWords(language: language)
    let names = parameters.joined(separator: ", ")
    let heading = [ReportInline.text("\(title): \(names)")]
    let chapter = ReportChapter(
      number: nil, title: heading, slug: "sweep", blocks: blocks(words), words: words)
    return Report(
      kind: .document, fileName: "index", title: heading.plainText,
      language: language, chapters: [chapter], provenance: provenance)
  }

  private func blocks(_ words: ReportWords) -> [ReportBlock] {
    let groups = SweepGroups(self)
    let tables = SweepTables(groups: groups)
    let plots = SweepPlots(groups: groups)
    var blocks: [ReportBlock] = [.paragraph([.text(summary)])]
    for variant in variants where variant.hasFailed {
      let sentence = "A cell failed with \(Self.text(of: variant, parameters))."
      blocks.append(
        .callout(
          Callout(
            kind: .warning, title: [.text(words[.warning])],
            content: [.paragraph([.text(sentence)])])))
    }
    var chapter: String?
    var figureCount = 0
    for (index, series) in series.enumerated() {
      if series.chapter != chapter {
        chapter = series.chapter
        blocks.append(
          .heading(
            ReportHeading(
              level: 2, number: nil, content: [.text(series.chapterTitle)],
              anchor: "chapter-\(index + 1)")))
      }
      blocks.append(
        .heading(
          ReportHeading(
            level: 3, number: nil, content: [.text(series.name)], anchor: "value-\(index + 1)")))
      if let plot = plots.plot(of: series) {
        figureCount += 1
        let part = ReportFigure.Part(
          content: .plot(plot), altText: plot.description, fileName: "value-\(index + 1)")
        blocks.append(
          .figure(
            ReportFigure(
              parts: [part], number: words.caption(.figure, "\(figureCount)"),
              caption: [.text(caption(of: series, groups))])))
      }
      blocks.append(
        .table(
          tables.table(
            of: series, number: words.caption(.table, "\(index + 1)"))))
    }
    return blocks
  }

  private var summary: String {
    let axes = parameters.indices.map { place in
      var values: [String] = []
      for variant in variants where !values.contains(variant.values[place]) {
        values.append(variant.values[place])
      }
      return "\(parameters[place]) = \(values.joined(separator: ", "))"
    }
    return "\(variants.count) variants: \(axes.joined(separator: "; "))."
  }

  private func caption(of series: Series, _ groups: SweepGroups) -> String {
    let count = groups.seeds.count
    return count > 1
      ? "\(series.name): median of \(count) seeds, with the range from least to largest."
      : series.name
  }

  private static func text(of variant: Variant, _ parameters: [String]) -> String {
    zip(parameters, variant.values).map { "\($0) = \($1)" }.joined(separator: ", ")
  }
}
