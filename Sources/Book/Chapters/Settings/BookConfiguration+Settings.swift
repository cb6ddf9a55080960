extension BookConfiguration {
  /// Reads the bytes of `_convolume.yml` or `_quarto.yml`; what is wrong is reported in `diagnostics`.
  package static func parse(_ bytes: [UInt8], path: String) -> BookConfiguration {
    var configuration = BookConfiguration()
    do {
      configuration.read(try SourceText(bytes, path: path))
    } catch {
      configuration.diagnostics = [error]
    }
    return configuration
  }

  /// The names below `project:` and `book:` that have an effect.
  package static var projectNames: Set<String> { projectTable.names }
  package static var bookNames: Set<String> { bookTable.names }

  /// What stands below `project:`.
  static let projectTable = SettingTable<BookConfiguration>(kind: "setting") { table in
    table.addOptional("title", \.title) { $0.text() }
    table.add("output-dir", \.outputFolder) { $0.text() }
    table.add("cache-limit", \.cacheLimit) { $0.bytes() }
    table.always("type", "book", why: "the chapters of a project are one book")
    table.always("execute-dir", "project", why: "relative paths in cells start at the project")
    table.refuse(
      "render", why: "a book is made of its chapters", fix: "list them under 'book: chapters:'")
    table.refuse(
      "resources", "lib-dir", why: "pages hold all that they show and need no files beside them")
    table.refuse("pre-render", "post-render", "preview", why: "a render starts no other programs")
  }

  /// What stands below `book:`.
  static let bookTable = SettingTable<BookConfiguration>(kind: "setting") { table in
    table.addOptional("title", \.title) { $0.text() }
    table.addOptional("subtitle", \.subtitle) { $0.text() }
    for name in ["author", "authors"] { table.add(name, \.authors) { $0.authors() } }
    table.addOptional("date", \.date) { $0.text() }
    table.addOptional("abstract", \.abstract) { $0.text() }
    table.addOptional("description", \.defaults.description) { $0.text() }
    table.addOptional("license", \.defaults.license) { $0.text() }
    table.add("output-file", \.outputFile) { $0.fileName() }
    table.add("chapters") { setting, configuration in
      configuration.chapters = chapterList(setting) ?? configuration.chapters
    }
    table.add("appendices") { setting, configuration in
      configuration.appendices = chapterList(setting) ?? configuration.appendices
    }
    table.refuse(
      "references", why: "a book has chapters and appendices only",
      fix: "add the file to 'chapters:' or 'appendices:'")
    table.refuse(
      "part", why: "chapters are numbered through the whole book",
      fix: "write the groups in 'chapters:'")
    table.refuse(
      "repo-url", "repo-actions", "cover-image", "favicon", "site-url", "sidebar", "navbar",
      "page-footer", "page-navigation", "search", "downloads", "sharing", "open-graph",
      "twitter-card", "image", why: "how pages look is written in their templates",
      fix: "change templates/html")
    table.refuse("doi", why: "title pages have no place for it")
  }

  private mutating func read(_ source: SourceText) {
    let findings = Findings(source)
    let block = YAMLBlock(lines: source.lines, firstLine: 1)
    for setting in block.settings(reporting: findings) {
      switch setting.name {
      case "project":
        for setting in setting.settings() ?? [] { Self.projectTable.apply(setting, to: &self) }
      case "book":
        for setting in setting.settings() ?? [] { Self.bookTable.apply(setting, to: &self) }
      case "output-file": outputFile = setting.fileName() ?? outputFile
      case "number-offset":
        let expected = "-1 for a book that begins with chapter 0, or more"
        numberOffset = setting.integer(in: -1...999, expected: expected) ?? numberOffset
      case "draft":
        findings.warning(
          at: setting.namePosition, length: setting.name.count,
          "setting 'draft' has no effect here", why: "it leaves a single chapter out of the book",
          fix: "write it on top of the chapter")
      default: FrontMatter.table.apply(setting, to: &defaults, besides: ["project", "book"])
      }
    }
    // A chapter's title is its own; only the rest of the settings is handed down.
    title = title ?? defaults.title
    subtitle = subtitle ?? defaults.subtitle
    abstract = abstract ?? defaults.abstract
    date = date ?? defaults.date
    authors = authors.isEmpty ? defaults.authors : authors
    defaults.title = nil
    defaults.subtitle = nil
    defaults.abstract = nil
    defaults.date = nil
    diagnostics = findings.sorted
    profileParameters = defaults.undeclaredProfileParameters.map { name, place in
      let diagnostic = source.diagnostic(
        .error, at: place, length: name.count, FrontMatter.undeclaredMessage(name),
        why: FrontMatter.undeclaredReason, fix: defaults.fix(forUndeclared: name))
      return (name, diagnostic)
    }
  }

  /// A list of files, some of them in Quarto's groups `part:` with `chapters:` of their own.
  private static func chapterList(_ setting: Setting) -> [String]? {
    guard let items = setting.node.sequence else {
      setting.reject(expected: "a list of files")
      return nil
    }
    return items.flatMap { item -> [String] in
      if let file = item.scalar?.string { return [file] }
      guard let group = item.mapping else { return [] }
      return setting.block.settings(in: group, reporting: setting.findings).flatMap { entry in
        guard entry.name == "chapters" else {
          entry.findings.warning(
            at: entry.namePosition, length: entry.name.count,
            "setting '\(entry.name)' has no effect",
            why: "chapters are numbered through the whole book, without parts",
            fix: "list its chapters alone")
          return [String]()
        }
        return chapterList(entry) ?? []
      }
    }
  }
}
