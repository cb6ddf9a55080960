import Plots

/// What a chapter of a book is counted as: "3", or "B" for the second appendix.
package enum ChapterNumber: Hashable, Codable, Sendable {
  case chapter(Int)
  /// Counted from 1.
  case appendix(Int)

  /// "Chapter" or "Appendix".
  package var word: FixedWord {
    switch self {
    case .chapter: .chapter
    case .appendix: .appendix
    }
  }
}

extension ChapterNumber: CustomStringConvertible, ExpressibleByIntegerLiteral {
  package var description: String {
    switch self {
    case .chapter(let number): String(number)
    case .appendix(let number): PartLetter.text(number - 1).uppercased()
    }
  }

  package init(integerLiteral number: Int) { self = .chapter(number) }
}

/// How many chapters and appendices stand above a place in a book.
struct ChapterCount: Hashable, Codable, Sendable {
  /// The number of the last chapter; −1 above a chapter 0.
  var chapters = 0
  var appendices = 0

  func next(isAppendix: Bool) -> ChapterNumber {
    isAppendix ? .appendix(appendices + 1) : .chapter(chapters + 1)
  }

  /// Counts a chapter; one without a number changes nothing.
  mutating func add(_ number: ChapterNumber?) {
    switch number {
    case .chapter(let number): chapters = number
    case .appendix(let number): appendices = number
    case nil: break
    }
  }
}
