import Chapters

/// Sources: cited by number, and listed at the chapter's end in the order of their first citation.
extension ChapterBuilder {
  /// The anchor of the list, to which the numbers lead.
  private static let anchor = "cited-sources"

  mutating func citation(_ citation: Inline.Citation) -> [ReportInline] {
    guard !chapter.frontMatter.bibliography.isEmpty else {
      let names = citation.items.map { "'\($0.key)'" }.joined(separator: ", ")
      report(
        .warning, at: citation.position, length: citation.source.count,
        "there is no bibliography in which to find \(names)",
        fix: "write 'bibliography: references.bib' on top of the chapter")
      return [.text(citation.source)]
    }
    let parts = citation.items.map { item in
      var part =
        item.prefix.isEmpty ? [] : self.inlines(markdown: item.prefix, at: citation.position)
      if !part.isEmpty { part.append(.text(" ")) }
      part.append(number(of: item.key, at: citation))
      if !item.locator.isEmpty {
        part += [.text(", ")] + self.inlines(markdown: item.locator, at: citation.position)
      }
      return part
    }
    let isPlain = citation.items.allSatisfy { $0.prefix.isEmpty && $0.locator.isEmpty }
    let list = Array(parts.joined(separator: [.text(isPlain ? ", " : "; ")]))
    let authors =
      citation.isInText ? citation.items.first.flatMap { entry($0.key)?.shortAuthors(words) } : nil
    return [.text((authors.map { "\($0)\u{A0}" } ?? "") + "[")] + list + [.text("]")]
  }

  /// The source's number, which leads to the list.
  private mutating func number(of key: String, at citation: Inline.Citation) -> ReportInline {
    guard entry(key) != nil else {
      let known = sources.flatMap(\.entries.keys).sorted()
      report(
        .error, at: citation.position, length: citation.source.count,
        "no source '\(key)' stands in \(chapter.frontMatter.bibliography.joined(separator: ", "))",
        fix: nearestName(to: key, among: known).map { "did you mean '@\($0)'?" }
          ?? "add it there, or write '\\@' for a plain sign")
      return .text("?")
    }
    if !cited.contains(key) { cited.append(key) }
    let number = (cited.firstIndex(of: key) ?? 0) + 1
    return .link(
      target: .inside(chapter: slug, anchor: Self.anchor), content: [.text("\(number)")])
  }

  private var sources: [Bibliography] {
    chapter.frontMatter.bibliography.compactMap { environment.bibliographies[$0] }
  }

  private func entry(_ key: String) -> BibliographyEntry? {
    sources.lazy.compactMap { $0.entries[key] }.first
  }

  /// Returns the chapter's blocks with the list of what they cite: where a division is called `refs`,
  /// else at the end under a heading of its own.
  mutating func addingReferences(to blocks: [ReportBlock]) -> [ReportBlock] {
    guard !cited.isEmpty else { return blocks }
    targets.add(anchor: Self.anchor, in: slug)
    let items = cited.compactMap { entry($0) }.map {
      [ReportBlock.paragraph($0.description(words))]
    }
    let list = ReportBlock.list(start: 1, isTight: true, items: items)
    let place = blocks.firstIndex {
      if case .division(_, "refs"?, _, _) = $0 { true } else { false }
    }
    guard let place else {
      let heading = ReportHeading(
        level: 2, number: nil, content: [.text(words[.references])], anchor: Self.anchor)
      return blocks + [.heading(heading), list]
    }
    var blocks = blocks
    blocks[place] = .division(kind: .plain, anchor: Self.anchor, title: [], content: [list])
    return blocks
  }
}
