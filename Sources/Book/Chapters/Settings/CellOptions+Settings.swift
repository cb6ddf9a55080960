extension CellOptions {
  /// The options of a cell, which `execute:` and the settings of a chapter may set for all cells.
  static let table = SettingTable<CellOptions>(kind: "option") { table in
    addExecution(to: &table)
    addCode(to: &table)
    addFigures(to: &table)
    addTables(to: &table)
    addLayout(to: &table)
    refuseOthers(in: &table)
  }

  /// The options that have an effect.
  package static var names: Set<String> { table.names }

  // MARK: Running

  private static func addExecution(to table: inout SettingTable<CellOptions>) {
    table.addOptional("label", \.label) { $0.text() }
    table.add("eval", \.eval) { $0.flag() }
    table.add("enabled", \.eval) { $0.flag() }
    table.add("include", \.include) { $0.flag() }
    table.add("warning", \.warning) { $0.flag() }
    table.add("output", \.output) {
      $0.choice(["true": .shown, "false": .hidden, "asis": .asis])
    }
    table.add("error", \.error) {
      $0.choice([
        "false": .stop, "true": .show, "compile": .compile, "trap": .trap, "throw": .throw,
      ])
    }
    table.add("cache") { setting, options in
      switch setting.choice(["true": "keep", "false": "off", "refresh": "refresh"]) {
      case "keep": (options.cache, options.refreshesCache) = (true, false)
      case "off": (options.cache, options.refreshesCache) = (false, false)
      case "refresh": (options.cache, options.refreshesCache) = (true, true)
      default: break
      }
    }
    table.add("dependson", \.dependsOn) { $0.texts() }
    table.addOptional("timeout", \.timeout) { $0.seconds() }
    table.addOptional("memory", \.memory) { $0.bytes() }
    table.addOptional("seed", \.seed) { $0.integer(expected: "a whole number") }
    table.addOptional("seeds", \.seeds) { $0.seeds() }
    table.add("checkpoint", \.usesCheckpoints) { $0.flag() }
    table.addOptional("threads", \.threads) {
      $0.integer(in: 1...1024, expected: "a number of threads, 1 or more")
    }
    table.add("inputs", \.inputs) { $0.texts() }
    table.add("exercise", \.isExercise) { $0.flag() }
    table.add("expect", \.expectations) { $0.expectations() }
    table.add("tags") { setting, options in options.apply(tags: setting.texts() ?? []) }
  }

  /// Takes over tags as Jupyter means them.
  private mutating func apply(tags new: [String]) {
    tags = new
    for tag in new {
      switch tag {
      case "raises-exception": error = .show
      case "skip-execution": eval = false
      case "hide-input", "remove-input": echo = .hidden
      case "hide-output", "remove-output": output = .hidden
      case "hide-cell", "remove-cell": include = false
      case "remove-stderr": warning = false
      default: break
      }
    }
  }

  // MARK: Code

  private static func addCode(to table: inout SettingTable<CellOptions>) {
    table.add("echo", \.echo) {
      $0.choice(["true": .shown, "false": .hidden, "fenced": .fenced])
    }
    table.addOptional("lst-cap", \.listingCaption) { $0.text() }
    table.addOptional("lst-label", \.listingLabel) { $0.text() }
    table.addOptional("lst-cap-location", \.listingCaptionPlace) { $0.captionPlace() }
    table.add("code-fold", \.codeFold) {
      $0.choice(["true": .folded, "false": .none, "show": .open])
    }
    table.addOptional("code-summary", \.codeSummary) { $0.text() }
    table.addOptional("code-overflow", \.codeOverflow) {
      $0.choice(["scroll": .scroll, "wrap": .wrap])
    }
    table.add("code-line-numbers", \.numbersCodeLines) { $0.flag() }
    table.add("classes", \.classes) { setting in
      setting.texts()?.flatMap { text in
        text.split(separator: " ").map { String($0.trimmingPrefix(".")) }
      }
    }
  }

  // MARK: Figures and tables

  private static func addFigures(to table: inout SettingTable<CellOptions>) {
    table.add("fig-cap") { setting, options in
      // A list captions the parts, as in knitr.
      if setting.node.sequence == nil {
        options.figureCaption = setting.text() ?? options.figureCaption
      } else {
        options.figureSubcaptions = setting.texts() ?? options.figureSubcaptions
      }
    }
    table.add("fig-subcap", \.figureSubcaptions) { $0.texts() }
    table.add("fig-alt", \.figureAlts) { $0.texts() }
    table.addOptional("fig-width", \.figureWidth) {
      $0.positiveNumber(expected: "a width in inches")
    }
    table.addOptional("fig-height", \.figureHeight) {
      $0.positiveNumber(expected: "a height in inches")
    }
    table.addOptional("fig-asp", \.figureAspect) {
      $0.positiveNumber(expected: "a height divided by a width, such as 0.618")
    }
    table.addOptional("fig-align", \.figureAlign) { $0.horizontalAlignment() }
    table.addOptional("fig-dpi", \.figureDPI) { $0.resolution() }
    table.addOptional("fig-format", \.figureFormat) {
      $0.choice(["svg": .svg, "png": .png, "retina": .retina])
    }
    table.addOptional("fig-link", \.figureLink) { $0.text() }
    table.addOptional("fig-cap-location", \.figureCaptionPlace) { $0.captionPlace() }
    table.add("fig-show", \.figureShow) {
      $0.choice(["asis": .asis, "hold": .hold, "animate": .animate, "hide": .hide])
    }
    table.add("fig-pos", \.keepsFigurePlace) { $0.choice(["H": true]) }
    table.addOptional("interval", \.animationInterval) {
      $0.positiveNumber(expected: "a number of seconds")
    }
    table.addOptional("renderings", \.renderings) { $0.renderings() }
    table.addOptional("out-width", \.outWidth) { $0.length() }
    table.addOptional("out-height", \.outHeight) { $0.length() }
  }

  private static func addTables(to table: inout SettingTable<CellOptions>) {
    table.addOptional("tbl-cap", \.tableCaption) { $0.text() }
    table.add("tbl-subcap", \.tableSubcaptions) { $0.texts() }
    table.addOptional("tbl-cap-location", \.tableCaptionPlace) { $0.captionPlace() }
    table.add("tbl-colwidths") { setting, options in
      if case .text("auto") = setting.scalar { return options.tableColumnWidths = nil }
      if case .boolean(false) = setting.scalar { return options.tableColumnWidths = nil }
      options.tableColumnWidths = setting.columnWidths() ?? options.tableColumnWidths
    }
    table.add("cap-location") { setting, options in
      guard let place = setting.captionPlace() else { return }
      options.figureCaptionPlace = place
      options.tableCaptionPlace = place
      options.listingCaptionPlace = place
    }
  }

  private static func addLayout(to table: inout SettingTable<CellOptions>) {
    for name in PanelLayout.table.names {
      table.add(name) { setting, options in
        PanelLayout.table.apply(setting, to: &options.layout)
      }
    }
    table.addOptional("column", \.column) { $0.choice(["body": .body, "page": .page]) }
  }

  // MARK: What is not

  private static func refuseOthers(in table: inout SettingTable<CellOptions>) {
    table.refuse("fig-env", why: "it names an environment of LaTeX, which handouts do without")
    table.refuse("fig-scap", why: "handouts have no list of figures, where short captions stand")
    table.refuse("code-annotations", why: "code has no numbered notes here")
    table.refuse("panel", why: "a handout is printed, and paper has no tabs and no sidebars")
    table.refuse(
      "freeze", why: "a cell is run again only when something that it depends on has changed",
      fix: "remove the line; 'cache: false' runs a cell every time")
    table.refuse("daemon", why: "no process stays behind when a render is done")
    table.refuse("id", why: "a cell is named by its label", fix: "write 'label:'")
  }
}

extension PanelLayout {
  /// The options that say how parts stand together; a division has them as attributes.
  static let table = SettingTable<PanelLayout>(kind: "option") { table in
    table.add("layout", \.rows) { $0.layoutRows() }
    table.addOptional("layout-ncol", \.columns) {
      $0.integer(in: 1...12, expected: "a number of columns, 1 to 12")
    }
    table.addOptional("layout-nrow", \.rowCount) {
      $0.integer(in: 1...100, expected: "a number of rows, 1 to 100")
    }
    table.addOptional("layout-align", \.horizontal) { $0.horizontalAlignment() }
    table.addOptional("layout-valign", \.vertical) {
      $0.choice(["top": .top, "center": .center, "bottom": .bottom])
    }
  }
}
