extension BookConfiguration {
  /// Reads the bytes of `_convolume.yml` or `_quarto.yml`; what is wrong is told in `diagnostics`.
  package static func parse(_ bytes: [UInt8], path: String) -> BookConfiguration {
    var configuration = BookConfiguration()
    do {
      configuration.read(try SourceText(bytes, path: path))
    } catch {
      configuration.diagnostics = [error]
    }
    return configuration
  }

  private static let projectNames: Set<String> = [
    "type", "title", "output-dir", "render", "resources", "execute-dir", "pre-render",
    "post-render", "preview", "lib-dir", "cache-limit",
  ]
  private static let bookNames: Set<String> = [
    "title", "subtitle", "author", "authors", "date", "abstract", "description", "chapters",
    "part", "appendices", "output-file", "repo-url", "repo-actions", "cover-image", "favicon",
    "site-url", "sidebar", "navbar", "page-footer", "page-navigation", "search", "references",
    "downloads", "sharing", "open-graph", "twitter-card", "image", "doi", "license",
  ]

  private mutating func read(_ source: SourceText) {
    let findings = Findings(source)
    let block = YAMLBlock(lines: source.lines, firstLine: 1)
    for setting in block.settings(reporting: findings) {
      switch setting.name {
      case "project": readProject(setting)
      case "book": readBook(setting)
      case "profile": continue
      default:
        if !defaults.apply(setting) {
          findings.unknown(
            "setting", setting.name, at: setting.namePosition,
            known: FrontMatter.names.union(["profile"]))
        }
      }
    }
    title = title ?? defaults.title
    authors = authors.isEmpty ? defaults.authors : authors
    // A chapter's title is its own; only the rest of the settings is handed down.
    defaults.title = nil
    defaults.subtitle = nil
    defaults.abstract = nil
    diagnostics = findings.sorted
  }

  private mutating func readProject(_ project: Setting) {
    for setting in project.settings() ?? [] {
      switch setting.name {
      case "type": kind = setting.choice(["book": .book, "default": .documents]) ?? kind
      case "output-dir": outputFolder = setting.text() ?? outputFolder
      case "cache-limit": cacheLimit = setting.bytes() ?? cacheLimit
      default: reportIfUnknown(setting, among: Self.projectNames)
      }
    }
  }

  private mutating func readBook(_ book: Setting) {
    for setting in book.settings() ?? [] {
      switch setting.name {
      case "title": title = setting.text() ?? title
      case "subtitle": subtitle = setting.text() ?? subtitle
      case "author", "authors": authors = setting.authors() ?? authors
      case "date": date = setting.text() ?? date
      case "abstract", "description": abstract = setting.text() ?? abstract
      case "output-file": outputFile = setting.fileName() ?? outputFile
      case "chapters": chapters = chapterList(setting)
      default: reportIfUnknown(setting, among: Self.bookNames)
      }
    }
  }

  private func reportIfUnknown(_ setting: Setting, among names: Set<String>) {
    if !names.contains(setting.name) {
      setting.findings.unknown("setting", setting.name, at: setting.namePosition, known: names)
    }
  }

  /// A list of files, some of them in Quarto's groups `part:` with `chapters:` of their own.
  private func chapterList(_ setting: Setting) -> [String]? {
    guard let items = setting.node.sequence else {
      setting.reject(expected: "a list of files")
      return nil
    }
    return items.flatMap { item -> [String] in
      if let file = item.scalar?.string { return [file] }
      guard let group = item.mapping else { return [] }
      return setting.block.settings(in: group, reporting: setting.findings)
        .filter { $0.name == "chapters" }
        .flatMap { chapterList($0) ?? [] }
    }
  }
}

extension Setting {
  /// A name without folders, which the formats' extensions are put behind.
  fileprivate func fileName() -> String? {
    guard let name = text() else { return nil }
    guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else {
      reject(expected: "a file name without folder and extension")
      return nil
    }
    return name
  }
}
