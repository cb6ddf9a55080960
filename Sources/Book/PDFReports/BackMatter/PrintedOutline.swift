import Reports

/// What a document shows of a chapter as it is printed outside of its pages: its headings and the places that links
/// may lead to.
///
/// It is kept, so that a chapter that has not changed needs not be built to stand in a book again.
struct PrintedOutline: Codable, Sendable {
  /// The headings of the text, those of its back matter included.
  var headings: [ReportHeading]
  /// The names of all places that the chapter marks, in order of the alphabet.
  var destinations: [String]

  /// - Parameter chapter: A chapter as it is printed; see `BackMatter.gathered`.
  init(of chapter: ReportChapter) {
    headings = chapter.blocks.compactMap { block in
      if case .heading(let heading) = block { heading } else { nil }
    }
    let anchors = Set([chapter.anchor] + chapter.allBlocks.compactMap(\.anchor))
    destinations = anchors.map { Destination.name(chapter: chapter.slug, anchor: $0) }.sorted()
  }
}
