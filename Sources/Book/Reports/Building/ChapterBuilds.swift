import Chapters

/// The chapters of a report between the two passes of its builder: what each adds to all that can be referred to
/// is known, and so is whether it has to be built at all.
struct ChapterBuilds: Sendable {
  private struct Step: Sendable {
    /// What is counted above the chapter.
    var count: ChapterCount
    var above: TargetsDigest
    var added: ReferenceTargets
    var addedDigest: String
    /// Built before; whether it stands is known when all targets are.
    var known: KnownBuild?
  }

  private let chapters: [ReportBuilder.ExecutedChapter]
  private let environment: ChapterBuilder.Environment
  private let known: [String: KnownChapter]
  private let notes: BuildNotes?
  private var steps: [Step] = []
  private var targets = ReferenceTargets()
  private var all = TargetsDigest()

  /// Goes through the chapters once, the first of which is counted behind those of `start`.
  init(
    of chapters: [ReportBuilder.ExecutedChapter], after start: ChapterCount,
    in environment: ChapterBuilder.Environment, knowing known: [String: KnownChapter],
    noting notes: BuildNotes?
  ) {
    self.chapters = chapters
    self.environment = environment
    self.known = known
    self.notes = notes
    var count = start
    for index in chapters.indices {
      let step = collect(index, after: count)
      count.add(step.number)
      steps.append(step.step)
    }
  }

  private mutating func collect(
    _ index: Int, after count: ChapterCount
  ) -> (step: Step, number: ChapterNumber?) {
    let above = all
    if let build = build(of: index), build.count == count, build.above == above {
      targets.add(build.added)
      advance(build.addedDigest)
      let step = Step(
        count: count, above: above, added: build.added, addedDigest: build.addedDigest,
        known: build)
      return (step, build.head.number)
    }
    let built = BuiltChapter(
      executed(index), after: count, in: environment, pass: .collecting(targets))
    var step = Step(
      count: count, above: above, added: ReferenceTargets(), addedDigest: "", known: nil)
    if notes != nil || !known.isEmpty {
      step.added = built.targets.additions(to: targets)
      // What has no digest is never found to be the same again.
      step.addedDigest = (try? step.added.digest) ?? "unknown \(index)"
    }
    targets = built.targets
    advance(step.addedDigest)
    return (step, built.chapter.number)
  }

  private mutating func advance(_ added: String) {
    // Strings can always be encoded.
    try? all.add(added)
  }

  /// Returns a chapter with its references filled in.
  func resolved(_ index: Int) -> BuiltChapter {
    let step = steps[index]
    if let build = step.known, build.all == all, let chapter = known[chapters[index].chapter.slug] {
      let text = ReportChapter.KnownText(digest: build.digest, contents: build.contents) {
        [environment, targets] in
        BuiltChapter(
          try chapter.executed(), after: step.count, in: environment, pass: .resolving(targets)
        ).chapter
      }
      notes?.note(build, for: environment.audience)
      return BuiltChapter(
        chapter: ReportChapter(build.head, knowing: text), targets: targets, diagnostics: [])
    }
    let slug = chapters[index].chapter.slug
    let built = BuiltChapter(
      executed(index), after: step.count,
      in: notes?.watching(environment, for: slug) ?? environment,
      pass: .resolving(targets))
    note(built, of: step)
    return built
  }

  /// Notes what a chapter was built into, unless there is something to be said about it each time.
  private func note(_ built: BuiltChapter, of step: Step) {
    guard let notes, built.diagnostics.isEmpty, let digest = try? built.chapter.digest else {
      return
    }
    notes.note(
      KnownBuild(
        count: step.count, above: step.above, added: step.added, addedDigest: step.addedDigest,
        all: all, head: built.chapter.head, contents: built.chapter.contents, digest: digest),
      for: environment.audience)
  }

  // MARK: Chapters that were built before

  private func build(of index: Int) -> KnownBuild? {
    known[chapters[index].chapter.slug]?.builds[KnownBuild.name(for: environment.audience)]
  }

  /// The chapter with the results of its cells.
  ///
  /// Where these can no longer be read, whoever said that they can finds out, and builds the report anew.
  private func executed(_ index: Int) -> ReportBuilder.ExecutedChapter {
    let chapter = chapters[index]
    guard let known = known[chapter.chapter.slug], let whole = try? known.executed() else {
      return chapter
    }
    return whole
  }
}
