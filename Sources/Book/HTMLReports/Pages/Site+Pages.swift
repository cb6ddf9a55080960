import Reports

extension Site {
  /// Returns what the page of a book's contents shows.
  func indexPage(with templates: PageTemplates) -> PageValues {
    var page = PageValues(
      words: report.words, title: report.title, heading: .text(report.title),
      byline: report.authors + [report.date].compactMap(\.self), report: report,
      templates: templates)
    page.description = report.summary ?? report.abstract
    page.keywords = report.keywords.joined(separator: ", ")
    page.contentsTitle = report.contentsTitle ?? report.words[.contents]
    page.subtitle = report.subtitle
    page.abstract = report.abstract
    page.pdfHref = bookPDFAddress
    page.entries = report.chapters.map { chapter in
      var entry = entry(for: chapter)
      // One level of sections: the index is an overview.
      entry.entries = sections(of: chapter, page: pageName(of: chapter)).map { section in
        var section = section
        section.entries = []
        return section
      }
      return entry
    }
    return page
  }

  /// Returns what the page of a chapter, or of a document, shows around its text.
  func page(at index: Int, body: HTML, with templates: PageTemplates) -> PageValues {
    let chapter = report.chapters[index]
    let isBook = report.kind == .book
    let isAlone = !isBook && report.chapters.count == 1
    let ownAuthors = chapter.authors.isEmpty ? report.authors : chapter.authors
    let authors = isBook ? chapter.authors : ownAuthors
    let date = [isAlone ? report.date : chapter.date].compactMap(\.self)
    var page = PageValues(
      words: chapter.words, title: chapter.title.plainText, heading: title(of: chapter),
      byline: authors + date, report: report, templates: templates)
    page.description = chapter.summary ?? report.summary
    page.keywords = (chapter.keywords.isEmpty ? report.keywords : chapter.keywords)
      .joined(separator: ", ")
    page.contentsTitle = chapter.contentsTitle ?? report.contentsTitle ?? page.contentsTitle
    page.subtitle = chapter.subtitle ?? (isAlone ? report.subtitle : nil)
    page.abstract = chapter.abstract ?? (isAlone ? report.abstract : nil)
    page.pdfHref = pdfAddress(of: chapter)
    page.anchor = chapter.anchor
    page.body = body.markup

    let sections = sections(of: chapter, page: "")
    guard isBook else {
      page.entries = sections
      return page
    }
    page.bookTitle = report.title
    page.indexHref = Self.indexName
    page.kicker = chapter.number.map { "\(chapter.words[$0.word]) \($0)" }
    page.entries = report.chapters.indices.map { other in
      var entry = entry(for: report.chapters[other])
      if other == index {
        entry.isCurrent = true
        entry.entries = sections
      }
      return entry
    }
    page.previous = index > 0 ? entry(for: report.chapters[index - 1]) : nil
    page.next = index + 1 < report.chapters.count ? entry(for: report.chapters[index + 1]) : nil
    page.hasNeighbours = page.previous != nil || page.next != nil
    return page
  }

  private func entry(for chapter: ReportChapter) -> PageValues.Entry {
    PageValues.Entry(
      number: chapter.number?.description, label: title(of: chapter).markup,
      plainLabel: chapter.title.plainText, subtitle: chapter.subtitle,
      href: pageName(of: chapter), pdfHref: pdfAddress(of: chapter))
  }

  private func title(of chapter: ReportChapter) -> HTML {
    label(chapter.title, on: chapter)
  }

  /// Returns a title as an entry shows it: the entry itself is the only link.
  private func label(_ title: [ReportInline], on chapter: ReportChapter) -> HTML {
    var writer = PageWriter(words: chapter.words) { address(of: $0, from: chapter) }
    return writer.html(title.withoutLinks)
  }

  /// Returns a chapter's sections as nested entries, with links as a page named `page` stands in them.
  private func sections(of chapter: ReportChapter, page: String) -> [PageValues.Entry] {
    func nested(_ section: ContentsEntry) -> PageValues.Entry {
      var entry = PageValues.Entry(
        number: section.number, label: label(section.title, on: chapter).markup,
        plainLabel: section.title.plainText, href: "\(page)#\(section.anchor)")
      entry.entries = section.children.map { nested($0) }
      return entry
    }
    return chapter.contents.children.map { nested($0) }
  }
}
