import Chapters

/// Parts that stand only in some formats or profiles.
extension ChapterBuilder {
  /// Whether a part with this condition stands in the report.
  mutating func shows(
    _ condition: ContentCondition, at position: SourcePosition, length: Int
  ) -> Bool {
    for profile in condition.profiles.subtracting(environment.audience.profiles).sorted() {
      let nearest = nearestName(to: profile, among: environment.audience.profiles.sorted())
      report(
        .error, at: position, length: length, "there is no profile '\(profile)'",
        fix: nearest.map { "did you mean '\($0)'?" } ?? "declare it under 'profiles:'")
    }
    return condition.shows(
      in: environment.audience.format, profile: environment.audience.profile)
  }

  /// Passes over blocks that do not stand in the report.
  ///
  /// Their cells have been run, and what stands below reads the state that they left.
  mutating func leaveOut(_ content: [Block]) {
    for block in content {
      block.forEachBlock { block in
        if case .cell(let cell) = block { currentCell = cell.index }
        for label in block.ownLabels { targets.leaveOut(label.name) }
      }
    }
  }

  /// Passes over a solution or a teacher's note, of which the student's edition knows nothing.
  mutating func leaveOutForStudents(_ block: Block) {
    leaveOut([block])
    block.forEachBlock { block in
      for label in block.ownLabels { targets.leaveOutForStudents(label.name) }
    }
  }

  /// Tells of a part that is no concern of students, and of which nobody can say where it ends.
  mutating func reportUndivided(_ block: Block) {
    guard environment.audience.edition == .student, block.isMeantForInstructor else { return }
    let label = block.ownLabels.first
    let position: SourcePosition? =
      switch block {
      case .heading(let heading): heading.position
      case .code(let code): code.position
      case .table(let table): table.position
      case .image(let image): image.position
      default: label?.position
      }
    report(
      .error, at: position, length: 2,
      "\(label.map { "'\($0.name)'" } ?? "this part") cannot be left out of the student's edition",
      why: "only a division says where it begins and ends",
      fix: "put it between '::: {.instructor}' and ':::', and a solution between "
        + "'::: {#\(label.map(\.name) ?? "sol-name")}' and ':::'")
  }

  mutating func span(_ span: Inline.Span) -> [ReportInline] {
    if let condition = span.condition, !shows(condition, at: span.position, length: 1) { return [] }
    return inlines(span.content)
  }
}
