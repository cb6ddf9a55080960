/// What the attributes of a division say beyond its label and its classes.
struct DivisionOptions {
  var layout = PanelLayout()

  /// The attributes that have an effect.
  static let table = SettingTable<DivisionOptions>(kind: "attribute") { table in
    for name in PanelLayout.table.names {
      table.add(name) { setting, options in
        PanelLayout.table.apply(setting, to: &options.layout)
      }
    }
    // Read where divisions are built.
    for name in ["title", "name"] { table.add(name) { _, _ in } }
    for name in ["when-format", "when-profile", "unless-format", "unless-profile"] {
      table.add(name) { _, _ in }
    }
    table.refuse(
      "icon", "appearance", why: "how callouts look is written in the templates",
      fix: "remove it")
    table.refuse(
      "collapse", why: "what stands in a callout is read on paper too", fix: "remove it")
  }

  /// Reads the attributes of a division at `position`.
  init(_ attributes: Attributes, at position: SourcePosition, reporting findings: Findings) {
    for (name, value) in attributes.values.sorted(by: { $0.key < $1.key }) {
      let isLayout = PanelLayout.table.names.contains(name)
      // Other values are texts, whatever they hold.
      let quoted = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      let block = YAMLBlock(
        lines: ["\(name): \(isLayout ? value : "\"\(quoted)\"")"], firstLine: position.line)
      for setting in block.settings(reporting: findings) { Self.table.apply(setting, to: &self) }
    }
  }
}
