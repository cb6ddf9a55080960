/// What the attributes of a division say beyond its label and its classes.
struct DivisionOptions {
  var layout = PanelLayout()
  /// What a callout does when a reader clicks on its title.
  var folding = CellOptions.Folding.none
  private var tests: [ContentCondition.Test] = []
  private(set) var condition: ContentCondition?

  /// The attributes that have an effect.
  static let table = SettingTable<DivisionOptions>(kind: "attribute") { table in
    for name in PanelLayout.table.names {
      table.add(name) { setting, options in
        PanelLayout.table.apply(setting, to: &options.layout)
      }
    }
    // Read where divisions are built.
    for name in ["title", "name"] { table.add(name) { _, _ in } }
    for name in ContentCondition.table.names {
      table.add(name) { setting, options in
        ContentCondition.table.apply(setting, to: &options.tests)
      }
    }
    table.add("collapse", \.folding) { $0.choice(["true": .folded, "false": .open]) }
    table.refuse(
      "icon", "appearance", why: "how callouts look is written in the templates",
      fix: "remove it")
  }

  /// Reads the attributes of a division at `position`.
  init(_ attributes: Attributes, at position: SourcePosition, reporting findings: Findings) {
    let settings = attributes.settings(at: position, reporting: findings) {
      PanelLayout.table.names.contains($0)
    }
    for setting in settings { Self.table.apply(setting, to: &self) }
    for name in attributes.classes {
      DivisionClass.reportIdle(name, at: position, to: findings)
    }
    condition = ContentCondition(attributes, tests: tests)
    if condition == nil {
      ContentCondition.reportIdle(attributes, at: position, length: 3, to: findings)
    }
  }
}
