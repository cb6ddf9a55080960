import Chapters

/// A chapter as one pass over the report leaves it.
struct BuiltChapter {
  var chapter: ReportChapter
  /// What can be referred to, with what the chapters above it had added.
  var targets: ReferenceTargets
  var diagnostics: [Diagnostic]
}

extension BuiltChapter {
  /// Builds a chapter; `count` is that of the ones above it.
  init(
    _ executed: ReportBuilder.ExecutedChapter, after count: ChapterCount,
    in environment: ChapterBuilder.Environment, pass: ChapterBuilder.Pass
  ) {
    var builder = ChapterBuilder(executed, environment: environment, pass: pass)
    chapter = builder.build(after: count)
    targets = builder.targets
    diagnostics = builder.diagnostics + builder.missingWords
  }
}
