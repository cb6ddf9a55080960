import SwiftParser
import SwiftSyntax
import Synchronization

/// A cell's source as the compiler's parser reads it.
///
/// Several questions are asked about one source, by each of the chapter's later cells again. Parsing
/// takes most of the time of an answer, so a tree is kept while the process runs.
enum ParsedSource {
  private static let trees = Mutex<[String: SourceFileSyntax]>([:])
  /// More than a book has cells; what a long preview has seen goes.
  private static let limit = 2000

  /// Returns the tree of a source, whose leaves give the source back.
  static func tree(of source: String) -> SourceFileSyntax {
    if let known = trees.withLock({ $0[source] }) { return known }
    // Not under the lock: chapters are read at once.
    let tree = Parser.parse(source: source)
    trees.withLock { trees in
      if trees.count >= limit { trees = [:] }
      trees[source] = tree
    }
    return tree
  }
}
