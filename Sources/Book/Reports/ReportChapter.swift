import Caching
import Contracts
import Synchronization

/// One chapter of a report.
@dynamicMemberLookup
package struct ReportChapter: Encodable, Sendable {
  /// What a chapter says of itself: all but its text.
  package struct Head: Codable, Sendable {
    /// `nil` for a single document, or an unnumbered preface.
    package var number: ChapterNumber?
    package var title: [ReportInline]
    package var subtitle: String?
    package var authors: [String]
    package var abstract: String?
    /// Where references to the chapter as a whole point; its title carries it.
    package var anchor: String
    /// Names the chapter's page, PDF, figures and results: `03-lenet-5`.
    package var slug: String
    /// The deepest heading level to list in the table of contents.
    package var tableOfContentsDepth: Int
    /// What the chapter says by itself, in its language.
    package var words: ReportWords
    package var keywords: [String]
    /// One sentence about the chapter.
    package var summary: String?
    /// As the author wrote it.
    package var date: String?
    /// What stands above its contents; `nil` for the report's.
    package var contentsTitle: String?
  }

  private struct Text: Encodable, Sendable {
    var blocks: [ReportBlock]
    var footnotes: [[ReportBlock]]
  }

  package var head: Head { didSet { found = FoundDigest() } }
  private var text: Text { didSet { found = FoundDigest() } }
  /// Copies of one chapter share it.
  private var found = FoundDigest()
  /// `nil` for a chapter whose text is at hand.
  let known: KnownText?

  /// The anchor of the list of sources, to which citations lead.
  package static let anchorOfSources = "cited-sources"

  package init(
    number: ChapterNumber?, title: [ReportInline], subtitle: String? = nil, authors: [String] = [],
    abstract: String? = nil, slug: String, blocks: [ReportBlock],
    footnotes: [[ReportBlock]] = [], tableOfContentsDepth: Int = 3, anchor: String? = nil,
    words: ReportWords = ReportWords(), keywords: [String] = [], summary: String? = nil,
    date: String? = nil, contentsTitle: String? = nil
  ) {
    head = Head(
      number: number, title: title, subtitle: subtitle, authors: authors, abstract: abstract,
      anchor: anchor ?? slug, slug: slug, tableOfContentsDepth: tableOfContentsDepth, words: words,
      keywords: keywords, summary: summary, date: date, contentsTitle: contentsTitle)
    text = Text(blocks: blocks, footnotes: footnotes)
    known = nil
  }

  /// A chapter that was built before, and whose text is built again only if somebody asks for it.
  init(_ head: Head, knowing text: KnownText) {
    self.head = head
    self.text = Text(blocks: [], footnotes: [])
    known = text
  }

  package subscript<Value>(dynamicMember path: WritableKeyPath<Head, Value>) -> Value {
    get { head[keyPath: path] }
    set { head[keyPath: path] = newValue }
  }

  /// The text; of a chapter that was built before, it is to be asked for with `whole`.
  package var blocks: [ReportBlock] {
    get {
      require(known == nil, "the text of '\(head.slug)' is read before it is made")
      return text.blocks
    }
    set { text.blocks = newValue }
  }

  /// In the order of their numbers, from 1.
  package var footnotes: [[ReportBlock]] {
    get {
      require(known == nil, "the notes of '\(head.slug)' are read before they are made")
      return text.footnotes
    }
    set { text.footnotes = newValue }
  }
}

// MARK: Chapters that were built before

extension ReportChapter {
  /// What stands for the text of a chapter that was built before.
  final class KnownText: Sendable {
    let digest: String
    let contents: ContentsEntry
    private let made: Once<ReportChapter>

    /// - Parameters:
    ///   - digest: The whole chapter's; see `ReportChapter.digest`.
    ///   - contents: Its sections.
    ///   - make: Builds the chapter.
    init(
      digest: String, contents: ContentsEntry, make: @escaping @Sendable () throws -> ReportChapter
    ) {
      self.digest = digest
      self.contents = contents
      made = Once(make)
    }

    func chapter() throws -> ReportChapter { try made.value }
  }

  /// Whether the text is at hand.
  package var isWhole: Bool { known == nil }

  /// The chapter with its text.
  ///
  /// - Throws: What keeps a chapter that was built before from being built again.
  package func whole() throws -> ReportChapter { try known?.chapter() ?? self }

  /// A digest of all that the chapter shows.
  ///
  /// - Throws: When a part of it cannot be encoded.
  package var digest: String {
    get throws {
      if let known { return known.digest }
      return try found.value(of: self)
    }
  }

  private final class FoundDigest: Sendable {
    private let digest = Mutex<String?>(nil)

    func value(of chapter: ReportChapter) throws -> String {
      try digest.withLock { known in
        let digest = try known ?? RenderStore.digest(of: chapter)
        known = digest
        return digest
      }
    }
  }

  private enum CodingKeys: CodingKey { case head, text, digest }

  /// The digest stands for a text that is not at hand.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(head, forKey: .head)
    if let known {
      try container.encode(known.digest, forKey: .digest)
    } else {
      try container.encode(text, forKey: .text)
    }
  }
}
