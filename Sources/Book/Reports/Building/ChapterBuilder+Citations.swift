import Chapters
import Plots

/// Sources: cited by number or by name, and listed at the chapter's end.
extension ChapterBuilder {
  mutating func citation(_ citation: Inline.Citation) -> [ReportInline] {
    guard !chapter.frontMatter.bibliography.isEmpty else {
      let names = citation.items.map { "'\($0.key)'" }.joined(separator: ", ")
      report(
        .warning, at: citation.position, length: citation.source.count,
        "there is no bibliography in which to find \(names)",
        fix: "write 'bibliography: references.bib' on top of the chapter")
      return [.text(citation.source)]
    }
    for item in citation.items { cite(item.key, at: citation) }
    return isByName ? citationByName(citation) : citationByNumber(citation)
  }

  private var isByName: Bool { chapter.frontMatter.citationStyle == .authorYear }

  /// Cites by number.
  ///
  /// "[see 1, p. 7; 2]", or "LeCun et al. (1998) [1]" within a sentence.
  private mutating func citationByNumber(_ citation: Inline.Citation) -> [ReportInline] {
    let parts = citation.items.map { item in
      self.part(item, of: citation, naming: entry(item.key) == nil ? "?" : number(of: item.key))
    }
    let isPlain = citation.items.allSatisfy { $0.prefix.isEmpty && $0.locator.isEmpty }
    let list = Array(parts.joined(separator: [.text(isPlain ? ", " : "; ")]))
    var authors = ""
    if citation.isInText, let entry = citation.items.first.flatMap({ self.entry($0.key) }) {
      authors = entry.shortAuthors(words) + "\u{A0}"
      if let year = entry.year { authors += "(\(year))\u{A0}" }
    }
    return [.text(authors + "[")] + list + [.text("]")]
  }

  /// Cites by name.
  ///
  /// "(see LeCun et al., 1998, p. 7; He and Zhang, 2016)", or "LeCun et al. (1998)" within a sentence.
  private mutating func citationByName(_ citation: Inline.Citation) -> [ReportInline] {
    if citation.isInText, let entry = citation.items.first.flatMap({ self.entry($0.key) }) {
      let authors = entry.shortAuthors(words)
      guard let year = year(of: entry) else { return [linkToSources(authors)] }
      return [.text("\(authors)\u{A0}("), linkToSources(year), .text(")")]
    }
    let parts = citation.items.map { item -> [ReportInline] in
      guard let entry = entry(item.key) else { return part(item, of: citation, naming: "?") }
      let year = year(of: entry)
      let names = item.leavesOutAuthors && year != nil ? nil : entry.shortAuthors(words)
      return part(
        item, of: citation, naming: [names, year].compactMap(\.self).joined(separator: ", "))
    }
    let list = Array(parts.joined(separator: [.text("; ")]))
    return [.text("(")] + list + [.text(")")]
  }

  /// One source of a citation, with the words before and behind it.
  private mutating func part(
    _ item: Inline.Citation.Item, of citation: Inline.Citation, naming source: String
  ) -> [ReportInline] {
    var part =
      item.prefix.isEmpty
      ? [] : self.inlines(markdown: item.prefix, at: citation.position) + [.text(" ")]
    part.append(entry(item.key) == nil ? .text(source) : linkToSources(source))
    if !item.locator.isEmpty {
      part += [.text(", ")] + self.inlines(markdown: item.locator, at: citation.position)
    }
    return part
  }

  private func linkToSources(_ text: String) -> ReportInline {
    .link(
      target: .inside(chapter: slug, anchor: ReportChapter.anchorOfSources),
      content: [.text(text)])
  }

  // MARK: Sources

  /// Counts a source among those that the chapter cites.
  private mutating func cite(_ key: String, at citation: Inline.Citation) {
    guard entry(key) != nil else {
      let known = sources.flatMap(\.entries.keys).sorted()
      report(
        .error, at: citation.position, length: citation.source.count,
        "no source '\(key)' stands in \(chapter.frontMatter.bibliography.joined(separator: ", "))",
        fix: nearestName(to: key, among: known).map { "did you mean '@\($0)'?" }
          ?? "add it there, or write '\\@' for a plain sign")
      return
    }
    if !cited.contains(key) { cited.append(key) }
    if isByName { targets.cite(key, in: slug) }
  }

  private func number(of key: String) -> String { "\((cited.firstIndex(of: key) ?? 0) + 1)" }

  /// The year of a source, "1998b" where the chapter cites several of one year and the same authors.
  private func year(of entry: BibliographyEntry) -> String? {
    guard let year = entry.year else { return nil }
    let alike = listedByName(targets.sources(of: slug)).filter {
      $0.year == year && $0.shortAuthors(words) == entry.shortAuthors(words)
    }
    guard alike.count > 1, let place = alike.firstIndex(where: { $0.key == entry.key }) else {
      return year
    }
    return year + PartLetter.text(place)
  }

  private func listedByName(_ keys: [String]) -> [BibliographyEntry] {
    keys.compactMap { entry($0) }.sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
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
    targets.add(anchor: ReportChapter.anchorOfSources, in: slug)
    let list = isByName ? listByName : listByNumber
    let place = blocks.firstIndex {
      if case .division(_, "refs"?, _, _) = $0 { true } else { false }
    }
    guard let place else {
      let heading = ReportHeading(
        level: 2, number: nil, content: [.text(words[.references])],
        anchor: ReportChapter.anchorOfSources)
      let references = ReportBlock.division(
        kind: .references, anchor: nil, title: [], content: list)
      return blocks + [.heading(heading), references]
    }
    var blocks = blocks
    blocks[place] = .division(
      kind: .references, anchor: ReportChapter.anchorOfSources, title: [], content: list)
    return blocks
  }

  private var listByNumber: [ReportBlock] {
    let items = cited.compactMap { entry($0) }.map {
      [ReportBlock.paragraph($0.description(words))]
    }
    return [.list(start: 1, isTight: true, items: items)]
  }

  private var listByName: [ReportBlock] {
    listedByName(cited).map { .paragraph($0.description(by: year(of: $0), words)) }
  }
}
