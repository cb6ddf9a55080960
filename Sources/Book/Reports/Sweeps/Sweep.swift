import CellOutputs

/// What chapters recorded under several values of their parameters.
package struct Sweep: StableJSON, Sendable {
  package struct Variant: Encodable, Sendable {
    /// One value for each parameter of the sweep, as written.
    package var values: [String]
    package var chapters: [ChapterResults]
    /// Whether a cell failed.
    package var hasFailed: Bool

    package init(values: [String], chapters: [ChapterResults], hasFailed: Bool) {
      self.values = values
      self.chapters = chapters
      self.hasFailed = hasFailed
    }
  }

  /// The parameters that are varied, in the order written.
  package var parameters: [String]
  package var variants: [Variant]

  package init(parameters: [String], variants: [Variant]) {
    self.parameters = parameters
    self.variants = variants
  }

  /// One recorded value under all variants.
  struct Series {
    var chapter: String
    var chapterTitle: String
    var name: String
    var unit: String?
    /// For each variant; `nil` where the value was not recorded.
    var contents: [RecordedValue.Content?]
  }

  /// Every value that any variant recorded, in the order of the chapters.
  var series: [Series] {
    var all: [Series] = []
    for (place, variant) in variants.enumerated() {
      for chapter in variant.chapters {
        for value in chapter.values {
          let index = all.firstIndex { $0.chapter == chapter.chapter && $0.name == value.name }
          if let index {
            all[index].contents[place] = value.content
          } else {
            var series = Series(
              chapter: chapter.chapter, chapterTitle: chapter.title, name: value.name,
              unit: value.unit, contents: variants.map { _ in nil })
            series.contents[place] = value.content
            all.append(series)
          }
        }
      }
    }
    return all
  }

  /// The place of the parameter over which results are gathered into a median and a range: `seed`.
  var seedAxis: Int? { parameters.firstIndex { $0 == "seed" || $0 == "seeds" } }
}
