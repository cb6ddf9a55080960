/// Settings of a whole report, and the names of Quarto's that handouts have no use for.
extension FrontMatter {
  static func addReport(to table: inout SettingTable<FrontMatter>) {
    func add(
      _ name: String, _ read: @escaping @Sendable (Setting, inout ReportSettings) -> Void
    ) {
      table.add(name) { setting, frontMatter in
        frontMatter.reportSettingPlaces[name] = setting.namePosition
        read(setting, &frontMatter.report)
      }
    }
    add("format") { $1.formats = $0.formats() ?? $1.formats }
    add("output-file") { $1.fileName = $0.fileName() ?? $1.fileName }
    add("theme") { $1.theme = $0.choice(["light": .light, "dark": .dark, "auto": nil]) ?? nil }
    add("css") { $1.styleSheets = $0.texts() ?? $1.styleSheets }
    add("code-copy") { $1.copiesCode = $0.flag() ?? $1.copiesCode }
    add("papersize") { setting, report in
      report.paper =
        setting.choice(["a4": .a4, "letter": .letter, "a4paper": .a4, "letterpaper": .letter])
        ?? report.paper
    }
    add("fontsize") { $1.fontSize = $0.fontSize() ?? $1.fontSize }
    add("mainfont") { $1.mainFont = $0.text() ?? $1.mainFont }
    add("linkcolor") { $1.linkColor = $0.color() ?? $1.linkColor }
    table.always(
      "embed-resources", "true", why: "a page that is passed on by itself must have all it needs")
    table.always(
      "self-contained", "true", why: "a page that is passed on by itself must have all it needs")
    table.always(
      "html-math-method", "mathml", why: "browsers set MathML without a script from the network")
    table.always(
      "respect-user-color-scheme", "true",
      why: "a page without a 'theme' is as light or dark as its reader's system")
    table.always(
      "link-citations", "true", why: "a citation leads to the list of sources")
    table.always("execute-dir", "project", why: "relative paths in cells start at the project")
  }

  static func refuseOthers(in table: inout SettingTable<FrontMatter>) {
    table.refuse(
      "csl", "cite-method", "biblio-style", why: "sources are cited in one of two styles",
      fix: "write 'citation-style: numeric' or 'citation-style: author-year'")
    table.refuse("citation-location", why: "sources are listed at the chapter's end")
    table.refuse(
      "nocite", "suppress-bibliography",
      why: "what a chapter cites is listed at its end, and nothing else")
    table.refuse("citation", why: "title blocks have no place for it")
    table.refuse(
      "jupyter", "engine", "knitr", "kernel", "filters", "from", "editor",
      why: "cells are Swift, compiled and run by Convolume itself")
    table.refuse(
      "keep-md", "keep-ipynb", why: "no such file is made on the way",
      fix: "make notebooks with '--to ipynb'")
    table.refuse(
      "documentclass", "geometry", "pdf-engine", "include-in-header", "include-before-body",
      "include-after-body", "reference-location", "pdf-standard",
      why: "PDFs are set without LaTeX", fix: "change templates/pdf/theme.yml")
    table.refuse(
      "highlight-style", "toc-location", "page-layout", "grid", "code-tools", "code-link",
      "code-annotations", "comments", "search", "listing", "image", "website", "aliases", "order",
      why: "how pages look is written in their templates", fix: "change templates/html")
    table.refuse(
      "date-format", "date-modified", why: "a date stands as its author wrote it")
    table.refuse(
      "thanks", "affiliation", "affiliations", "institute",
      why: "title blocks show names alone", fix: "write it behind the name, in 'author'")
    table.refuse("tags", why: "tags belong to cells", fix: "write 'keywords'")
    table.refuse("doi", "version", why: "title blocks have no place for it")
    table.refuse("lof", "lot", why: "handouts have no lists of figures and tables")
    table.refuse(
      "number-offset", why: "chapters are numbered in the order of the book",
      fix: "write it in _convolume.yml, where it tells with which number that begins")
    table.refuse(
      "shift-heading-level-by", why: "chapters are numbered in the order of the book")
    table.refuse("resources", why: "pages hold all that they show")
    table.refuse("metadata-files", why: "settings are read from the chapter and _convolume.yml")
    table.refuse(
      "chapters", "project", "book", "profile", why: "it belongs to the book's own file",
      fix: "write it in _convolume.yml")
  }
}

extension Setting {
  /// The names of formats: one, a list, or Quarto's groups whose options are told apart from ours.
  fileprivate func formats() -> [ReportFormat]? {
    var names: [(String, SourcePosition)] = []
    if node.mapping != nil {
      for format in settings() ?? [] {
        names.append((format.name, format.namePosition))
        for option in format.node.mapping == nil ? [] : format.settings() ?? [] {
          findings.warning(
            at: option.namePosition, length: option.name.count,
            "setting '\(option.name)' has no effect below 'format'",
            why: "all formats are made from one text with one set of settings",
            fix: "write it without indentation, for all formats")
        }
      }
    } else {
      names = (texts() ?? []).map { ($0, position) }
    }
    return formats(names)
  }

  /// The formats with these names; `nil` when none of them is one.
  func formats(_ names: [(name: String, position: SourcePosition)]) -> [ReportFormat]? {
    let formats = names.compactMap { name, place in
      let format = ReportFormat(rawValue: name)
      if format == nil {
        let known = ReportFormat.allCases.map(\.rawValue)
        findings.error(
          at: place, length: name.count, "there is no format '\(name)'",
          fix: nearestName(to: name, among: known).map { "did you mean '\($0)'?" }
            ?? "name html, pdf or ipynb")
      }
      return format
    }
    return formats.isEmpty ? nil : formats
  }

  /// A size of type in points.
  fileprivate func fontSize() -> Double? {
    let written = node.scalar?.string ?? ""
    let digits = written.prefix { $0.isNumber || $0 == "." }
    guard let size = Double(digits), (6...24).contains(size),
      ["", "pt"].contains(written[digits.endIndex...])
    else {
      reject(expected: "a size in points, such as 11pt")
      return nil
    }
    return size
  }

  /// `#1f4e79`, or the same without the mark.
  fileprivate func color() -> UInt32? {
    let written = node.scalar?.string ?? ""
    let digits = written.trimmingPrefix("#")
    guard digits.count == 6, let value = UInt32(digits, radix: 16) else {
      reject(expected: "a colour such as \"#1f4e79\"")
      return nil
    }
    return value
  }

  /// Files that are named as seen from the file that the setting stands in, relative to the project.
  func files() -> [String]? {
    let folder = findings.source.path.split(separator: "/", omittingEmptySubsequences: false)
      .dropLast()
    return texts()?.map { file in
      file.hasPrefix("/") ? file : (folder.map(String.init) + [file]).joined(separator: "/")
    }
  }

  /// A name without folders, which the formats' extensions are put behind.
  func fileName() -> String? {
    guard let name = text() else { return nil }
    guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else {
      reject(expected: "a file name without folder and extension")
      return nil
    }
    return name
  }
}
