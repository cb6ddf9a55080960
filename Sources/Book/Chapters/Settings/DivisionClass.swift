/// What the classes of divisions mean: those of callouts and of conditions have an effect, others name a
/// group for its author.
enum DivisionClass {
  /// The classes of callouts.
  private static let callouts = ["note", "tip", "important", "warning", "caution"]
    .map { "callout-\($0)" }

  /// Classes that Quarto gives a meaning which handouts cannot have, and why.
  private static let refused: [(names: Set<String>, why: String)] = [
    (
      ["panel-tabset", "panel-sidebar", "panel-fill", "panel-center", "panel-input"],
      "a handout is printed, and paper has no tabs and no sidebars"
    ),
    (["columns", "column"], "text stands in one column; 'layout-ncol' sets figures side by side"),
    (
      ["aside", "column-margin", "column-page", "column-screen", "column-body-outset"],
      "text keeps its width; a cell's figures have 'column: page'"
    ),
    (["incremental", "nonincremental", "fragment", "notes"], "there are no slides"),
  ]

  /// Tells of a class that has no effect where its author must have expected one.
  static func reportIdle(_ name: String, at position: SourcePosition, to findings: Findings) {
    let isCallout = name.hasPrefix("callout") && !callouts.contains(name)
    let why = refused.first { $0.names.contains(name) }?.why
    guard isCallout || why != nil else { return }
    let nearest = nearestName(to: name, among: callouts)
    findings.warning(
      at: findings.source.place(of: name, from: position) ?? position, length: name.count,
      "the class '\(name)' has no effect", why: why,
      fix: isCallout
        ? nearest.map { "did you mean '\($0)'?" }
          ?? "write one of \(callouts.joined(separator: ", "))"
        : "remove it")
  }
}
