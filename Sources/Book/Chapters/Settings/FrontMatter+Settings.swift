extension FrontMatter {
  /// Names that Quarto, or a later version, gives a meaning; they are accepted and change nothing.
  static let acceptedNames: Set<String> = [
    "format", "bibliography", "csl", "crossref", "code-tools", "code-copy", "code-link",
    "code-line-numbers", "code-overflow", "code-annotations", "embed-resources", "self-contained",
    "html-math-method", "theme", "respect-user-color-scheme", "fig-format", "fig-dpi", "fig-align",
    "fig-cap-location", "tbl-cap-location", "papersize", "pdf-standard", "keep-md", "keep-ipynb",
    "jupyter", "engine", "knitr", "kernel", "date-format", "date-modified", "categories", "tags",
    "description", "image", "toc-title", "toc-location", "number-depth", "number-offset", "lof",
    "lot", "link-citations", "citation", "doi", "license", "copyright", "version", "css",
    "documentclass", "geometry", "fontsize", "mainfont", "aliases", "order", "draft",
    "reference-location", "highlight-style", "filters", "editor", "website", "metadata-files",
    "thanks", "affiliation", "affiliations", "institute", "subject", "include-in-header",
    "linkcolor", "comments", "listing", "search", "page-layout", "grid", "shift-heading-level-by",
    "from", "output-file", "resources", "execute-dir", "chapters", "project", "book",
  ]

  static let names: Set<String> = acceptedNames.union([
    "title", "subtitle", "author", "authors", "date", "lang", "abstract", "keywords", "toc",
    "toc-depth", "number-sections", "params", "profiles", "execute", "code-fold", "code-summary",
    "fig-width", "fig-height", "swift-version",
  ])

  /// Takes over one setting.
  ///
  /// Returns `false` when there is none of that name.
  mutating func apply(_ setting: Setting) -> Bool {
    switch setting.name {
    case "title": title = setting.text() ?? title
    case "subtitle": subtitle = setting.text() ?? subtitle
    case "author", "authors": authors = setting.authors() ?? authors
    case "date": date = setting.text() ?? date
    case "lang": language = setting.text() ?? language
    case "abstract": abstract = setting.text() ?? abstract
    case "keywords": keywords = setting.texts() ?? keywords
    case "toc": tableOfContents = setting.flag() ?? tableOfContents
    case "toc-depth":
      tableOfContentsDepth =
        setting.integer(in: 1...6, expected: "a heading level, 1 to 6") ?? tableOfContentsDepth
    case "number-sections": numbersSections = setting.flag() ?? numbersSections
    case "params": parameters = setting.parameters() ?? parameters
    case "profiles":
      for profile in setting.settings() ?? [] {
        profiles[profile.name] = profile.parameters() ?? []
      }
    case "execute":
      for option in setting.settings() ?? [] where !cellDefaults.apply(option) {
        setting.findings.unknown(
          "option", option.name, at: option.namePosition, known: CellOptions.names)
      }
      timeout = cellDefaults.timeout
      memory = cellDefaults.memory
      seed = cellDefaults.seed
    case "swift-version":
      let version = setting.integer(in: 5...6, expected: "Swift's language mode, 5 or 6")
      languageMode = version.flatMap { LanguageMode(rawValue: String($0)) } ?? languageMode
    case "code-fold", "code-summary", "fig-width", "fig-height":
      return cellDefaults.apply(setting)
    default:
      return Self.acceptedNames.contains(setting.name)
    }
    return true
  }
}

extension Setting {
  /// An author's name, a list of names, or Quarto's groups that hold a `name:`.
  func authors() -> [String]? {
    guard node.scalar == nil else { return texts() }
    let people = node.sequence.map(Array.init) ?? [node]
    let names = people.map { person in
      person.scalar?.string
        ?? person.mapping?.first { $0.key.scalar?.string == "name" }?.value.scalar?.string
    }
    guard !names.contains(nil) else {
      reject(expected: "a name or a list of names")
      return nil
    }
    return names.compactMap(\.self)
  }

  /// The named values of `params:` or of one profile, in the order written.
  fileprivate func parameters() -> [FrontMatter.Parameter]? {
    settings()?.compactMap { parameter in
      guard parameter.name.isSwiftIdentifier else {
        findings.error(
          at: parameter.namePosition, length: max(1, parameter.name.count),
          "parameter '\(parameter.name)' cannot be read as 'params.\(parameter.name)'",
          fix: "use letters, digits and '_' only, such as 'learning_rate' or 'learningRate'")
        return nil
      }
      return parameter.parameterValue.map { FrontMatter.Parameter(name: parameter.name, value: $0) }
    }
  }

  private var parameterValue: FrontMatter.Parameter.Value? {
    switch scalar {
    case .boolean(let value): return .boolean(value)
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .text(let value): return .text(value)
    case .null, nil:
      reject(expected: "a number, a text, true or false")
      return nil
    }
  }
}

extension String {
  fileprivate var isSwiftIdentifier: Bool {
    guard let first, first.isLetter || first == "_" else { return false }
    return allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }
}
