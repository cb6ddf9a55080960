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
  /// What is nested deeper is not looked into: who walks such a tree runs out of stack, as the compiler does.
  private static let mostLevels = 3000

  /// Returns the tree of a source, whose leaves give the source back; of one that is nested too deep, a tree
  /// that the compiler refuses with the reason.
  static func tree(of source: String) -> SourceFileSyntax {
    if let known = trees.withLock({ $0[source] }) { return known }
    // Not under the lock: chapters are read at once.
    var tree = Parser.parse(source: source)
    // With a semicolon it is no value to display.
    if isTooDeep(tree) { tree = Parser.parse(source: "#error(\"\(refusal)\");") }
    trees.withLock { trees in
      if trees.count >= limit { trees = [:] }
      trees[source] = tree
    }
    return tree
  }

  private static let refusal =
    "an expression is nested more than \(mostLevels) levels deep, which is more than the compiler bears; "
    + "give a part of it a name, and go on from that"

  /// Whether a tree has too many levels; found without going down by calls.
  private static func isTooDeep(_ tree: SourceFileSyntax) -> Bool {
    // A level takes a letter at least, but for the few that the parser itself allows.
    guard tree.totalLength.utf8Length >= mostLevels else { return false }
    var open = [(node: Syntax(tree), level: 0)]
    while let (node, level) = open.popLast() {
      if level > mostLevels { return true }
      for child in node.children(viewMode: .sourceAccurate) { open.append((child, level + 1)) }
    }
    return false
  }
}
