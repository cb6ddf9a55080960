extension FrontMatter {
  /// The settings of a chapter, which a book's own file may set for all chapters.
  static let table = SettingTable<FrontMatter>(kind: "setting") { table in
    addDescription(to: &table)
    addNumbering(to: &table)
    addExecution(to: &table)
    addReport(to: &table)
    refuseOthers(in: &table)
  }

  /// The settings that have an effect.
  package static var names: Set<String> { table.names }

  private static func addDescription(to table: inout SettingTable<FrontMatter>) {
    table.addOptional("title", \.title) { $0.text() }
    table.addOptional("subtitle", \.subtitle) { $0.text() }
    for name in ["author", "authors"] { table.add(name, \.authors) { $0.authors() } }
    table.addOptional("date", \.date) { $0.text() }
    table.add("lang") { setting, frontMatter in
      frontMatter.language = setting.language() ?? frontMatter.language
      frontMatter.languagePosition = setting.namePosition
    }
    table.addOptional("abstract", \.abstract) { $0.text() }
    for name in ["description", "subject"] {
      table.addOptional(name, \.description) { $0.text() }
    }
    for name in ["keywords", "categories"] { table.add(name, \.keywords) { $0.keywords() } }
    table.add("draft", \.isDraft) { $0.flag() }
    table.addOptional("edition", \.edition) {
      $0.choice(["instructor": .instructor, "student": .student])
    }
    table.add("bibliography", \.bibliography) { $0.files() }
    table.add("citation-style", \.citationStyle) {
      $0.choice(["numeric": .numeric, "author-year": .authorYear])
    }
    table.addOptional("license", \.license) { $0.text() }
    table.addOptional("copyright", \.copyright) { $0.text() }
  }

  private static func addNumbering(to table: inout SettingTable<FrontMatter>) {
    table.add("toc", \.tableOfContents) { $0.flag() }
    table.add("toc-depth", \.tableOfContentsDepth) {
      $0.integer(in: 1...6, expected: "a heading level, 1 to 6")
    }
    table.addOptional("toc-title", \.tableOfContentsTitle) { $0.text() }
    table.add("number-sections", \.numbersSections) { $0.flag() }
    table.add("number-depth", \.sectionNumberDepth) {
      $0.integer(in: 1...6, expected: "a heading level, 1 to 6")
    }
    table.add("crossref") { setting, frontMatter in
      for word in setting.settings() ?? [] {
        guard referenceNames.contains(word.name) else {
          word.findings.unknown(
            "setting", word.name, at: word.namePosition, known: referenceNames.sorted())
          continue
        }
        if let text = word.text() { frontMatter.referenceWords[word.name] = text }
      }
    }
  }

  /// `fig-title` (in captions) and `fig-prefix` (in references), and the same of the other kinds.
  static let referenceNames: Set<String> = Set(
    NumberedKind.allCases.flatMap { ["\($0.rawValue)-title", "\($0.rawValue)-prefix"] })

  private static func addExecution(to table: inout SettingTable<FrontMatter>) {
    table.add("params") { setting, frontMatter in
      frontMatter.parameters.merge(setting.parameters() ?? [])
    }
    table.add("profiles") { setting, frontMatter in
      for profile in setting.settings() ?? [] {
        frontMatter.profiles[profile.name, default: []].merge(profile.parameters() ?? [])
        for parameter in profile.settings() ?? [] {
          frontMatter.profilePlaces["\(profile.name).\(parameter.name)"] = parameter.namePosition
        }
      }
    }
    table.add("execute") { setting, frontMatter in
      for option in setting.settings() ?? [] {
        guard !CellOptions.namesOfOneCell.contains(option.name) else {
          option.findings.warning(
            at: option.namePosition, length: option.name.count,
            "option '\(option.name)' has no effect here", why: "it belongs to one cell",
            fix: "write it behind '//|' on top of the cell")
          continue
        }
        CellOptions.table.apply(option, to: &frontMatter.cellDefaults)
      }
      frontMatter.timeout = frontMatter.cellDefaults.timeout
      frontMatter.memory = frontMatter.cellDefaults.memory
      frontMatter.seed = frontMatter.cellDefaults.seed
    }
    table.add("swift-version") { setting, frontMatter in
      let version = setting.integer(in: 5...6, expected: "Swift's language mode, 5 or 6")
      if let mode = version.flatMap({ LanguageMode(rawValue: String($0)) }) {
        frontMatter.languageMode = mode
      }
    }
    for name in CellOptions.namesOfChapters {
      table.add(name) { setting, frontMatter in
        CellOptions.table.apply(setting, to: &frontMatter.cellDefaults)
      }
    }
  }
}

extension CellOptions {
  /// What says something of one thing in a cell, and cannot be said of all cells at once.
  static let namesOfOneCell: Set<String> = [
    "label", "lst-label", "fig-cap", "fig-subcap", "fig-alt", "tbl-cap", "tbl-subcap", "lst-cap",
    "exercise", "expect",
  ]

  /// Options of code that is shown and not run, written as attributes behind its fence.
  static let namesOfShownCode: Set<String> = [
    "lst-cap", "lst-cap-location", "code-fold", "code-summary", "code-overflow",
    "code-line-numbers",
  ]

  /// Options that Quarto reads among the settings of a document, outside of `execute:`.
  static let namesOfChapters: Set<String> = [
    "code-fold", "code-summary", "code-overflow", "code-line-numbers", "fig-width", "fig-height",
    "fig-asp", "fig-align", "fig-dpi", "fig-format", "fig-pos", "fig-cap-location",
    "tbl-cap-location", "lst-cap-location", "tbl-colwidths",
  ]
}

extension [FrontMatter.Parameter] {
  /// Takes over `others`; a name that is there already keeps its place and changes its value.
  mutating func merge(_ others: [FrontMatter.Parameter]) {
    for other in others {
      if let index = firstIndex(where: { $0.name == other.name }) {
        self[index] = other
      } else {
        append(other)
      }
    }
  }
}
