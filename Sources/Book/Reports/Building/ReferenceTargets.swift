import Caching
import Chapters

/// Everything in a report that can be referred to, by its label.
struct ReferenceTargets: Codable, Equatable, Sendable {
  struct Target: Codable, Equatable, Sendable {
    /// The whole text of a reference, such as "Figure 3.2".
    var title: [ReportInline]
    /// The number alone; the same as `title` for what has no number.
    var number: [ReportInline]
    var link: ReportInline.LinkTarget
  }

  private var targets: [String: Target] = [:]
  /// Labels of parts that do not stand in this report.
  private var leftOut: Set<String> = []
  /// Those of them that stand in the instructor's edition.
  private var leftOutForStudents: Set<String> = []
  /// The sources that each chapter cites by name, by its slug, in the order of their first citation.
  private var sources: [String: [String]] = [:]
  /// The anchors of each chapter, by its slug; those of unlabelled headings included.
  private var anchors: [String: Set<String>] = [:]

  subscript(label: String) -> Target? { targets[label] }

  /// Whether `label` exists, but in a part that does not stand in this report.
  func isLeftOut(_ label: String) -> Bool { leftOut.contains(label) }

  mutating func leaveOut(_ label: String) { leftOut.insert(label) }

  /// Whether `label` stands in the instructor's edition only, and this is the student's.
  func isLeftOutForStudents(_ label: String) -> Bool { leftOutForStudents.contains(label) }

  mutating func leaveOutForStudents(_ label: String) { leftOutForStudents.insert(label) }

  /// The label that comes nearest to one that does not exist.
  func nearest(to label: String) -> String? {
    nearestName(to: label, among: targets.keys.sorted())
  }

  func has(anchor: String, in chapter: String) -> Bool {
    anchors[chapter]?.contains(anchor) == true
  }

  mutating func add(anchor: String, in chapter: String) {
    anchors[chapter, default: []].insert(anchor)
  }

  mutating func add(
    _ label: String, kind: NumberedKind, number: String, chapter: String, words: ReportWords
  ) {
    add(
      label, title: [.text(words.reference(kind, number))], number: [.text(kind.shown(number))],
      chapter: chapter, anchor: label)
  }

  /// The sources that a chapter cites by name.
  func sources(of chapter: String) -> [String] { sources[chapter] ?? [] }

  mutating func cite(_ source: String, in chapter: String) {
    guard sources[chapter]?.contains(source) != true else { return }
    sources[chapter, default: []].append(source)
  }

  mutating func add(
    _ label: String, title: [ReportInline], number: [ReportInline], chapter: String,
    anchor: String
  ) {
    targets[label] = Target(
      title: title, number: number, link: .inside(chapter: chapter, anchor: anchor))
    add(anchor: anchor, in: chapter)
  }

  // MARK: Parts

  /// What is here and not in `other`.
  func additions(to other: ReferenceTargets) -> ReferenceTargets {
    var added = ReferenceTargets()
    added.targets = targets.filter { other.targets[$0.key] != $0.value }
    added.leftOut = leftOut.subtracting(other.leftOut)
    added.leftOutForStudents = leftOutForStudents.subtracting(other.leftOutForStudents)
    added.sources = sources.filter { other.sources[$0.key] != $0.value }
    added.anchors = anchors.filter { other.anchors[$0.key] != $0.value }
    return added
  }

  /// Takes over what a chapter added.
  mutating func add(_ added: ReferenceTargets) {
    targets.merge(added.targets) { $1 }
    leftOut.formUnion(added.leftOut)
    leftOutForStudents.formUnion(added.leftOutForStudents)
    sources.merge(added.sources) { $1 }
    anchors.merge(added.anchors) { $1 }
  }

  /// A digest of them all.
  ///
  /// - Throws: When a title cannot be encoded.
  var digest: String {
    get throws {
      // A set has no order of its own.
      try RenderStore.digest(
        of: Sorted(
          targets: targets, leftOut: leftOut.sorted(),
          leftOutForStudents: leftOutForStudents.sorted(), sources: sources,
          anchors: anchors.mapValues { $0.sorted() }))
    }
  }

  private struct Sorted: Encodable {
    var targets: [String: Target]
    var leftOut: [String]
    var leftOutForStudents: [String]
    var sources: [String: [String]]
    var anchors: [String: [String]]
  }
}
