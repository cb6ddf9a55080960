/// An entry of a table of contents, with the entries below it.
package struct ContentsEntry: Codable, Sendable {
  /// Such as `"3.2"`; `nil` when unnumbered.
  package var number: String?
  package var title: [ReportInline]
  /// The slug of the chapter it stands in.
  package var chapter: String
  package var anchor: String
  package var children: [ContentsEntry]

  package init(
    number: String?, title: [ReportInline], chapter: String, anchor: String,
    children: [ContentsEntry] = []
  ) {
    self.number = number
    self.title = title
    self.chapter = chapter
    self.anchor = anchor
    self.children = children
  }
}

extension Report {
  /// The chapters and their sections, as deep as each chapter asks for.
  package var contents: [ContentsEntry] {
    chapters.map(\.contents)
  }
}

extension ReportChapter {
  /// The chapter with its sections below it.
  package var contents: ContentsEntry {
    if let known { return known.contents }
    return ContentsEntry(
      number: head.number?.description, title: head.title, chapter: head.slug, anchor: head.anchor,
      children: sections)
  }

  private var sections: [ContentsEntry] {
    let headings = blocks.compactMap { block in
      if case .heading(let heading) = block { heading } else { nil }
    }
    return entries(headings.filter { $0.level <= head.tableOfContentsDepth }[...])
  }

  private func entries(_ headings: ArraySlice<ReportHeading>) -> [ContentsEntry] {
    guard let first = headings.first else { return [] }
    let rest = headings.dropFirst()
    let below = rest.prefix { $0.level > first.level }
    let entry = ContentsEntry(
      number: first.number, title: first.content, chapter: head.slug, anchor: first.anchor,
      children: entries(below))
    return [entry] + entries(rest[below.endIndex...])
  }
}
