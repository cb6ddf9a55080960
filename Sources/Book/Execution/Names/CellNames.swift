import SwiftSyntax

/// The names that a cell defines, reads and may change.
///
/// Found from the text alone, without types, so it errs on the safe side: a local variable that
/// shares its name with one of another cell counts as that one.
package struct CellNames: Hashable, Codable, Sendable {
  package enum Kind: String, Hashable, Codable, Sendable {
    case `let`, `var`, `func`, `struct`, `class`, `enum`, `protocol`, `typealias`

    var isType: Bool {
      switch self {
      case .let, .var, .func: false
      case .struct, .class, .enum, .protocol, .typealias: true
      }
    }
  }

  /// What later cells can name, and what each is.
  package var defined: [String: Kind] = [:]
  /// For each function's name, what tells its overloads from each other.
  package var signatures: [String: Set<String>] = [:]
  /// Names that the cell reads before it gives them a new meaning, as in `let x = x + 1`.
  package var readsEarlier: Set<String> = []
  /// Members that extensions add to types, which later cells may use without naming the extension.
  package var extended: Set<String> = []
  /// The same members with their types and what tells overloads apart, as `Int.half`.
  package var extendedMembers: Set<String> = []
  /// Types that stand in others, as `Box.Item`.
  package var nestedTypes: Set<String> = []
  /// Those of them that extensions add.
  package var extendedTypes: Set<String> = []
  package var read: Set<String> = []
  /// Names used behind a dot.
  package var members: Set<String> = []
  /// Names that are assigned to, passed as `inout`, or have a method called that may change them.
  package var changed: Set<String> = []
  /// Calls whose value is used, such as `x.popLast()`: they change `x` only if the method mutates.
  package var called: Set<MethodCall> = []
  /// What functions and closures of the cell read and change, whenever they are called.
  package var deferredRead: Set<String> = []
  package var deferredChanged: Set<String> = []
  /// Names whose use runs code of this cell: functions, types, and values that hold closures.
  package var callable: Set<String> = []
  /// Methods that the cell declares `mutating`.
  package var mutatingMethods: Set<String> = []
  /// The cell's `import` lines, which hold for the cells below as well.
  package var imports: [String] = []
  /// Whether later cells may depend on this one without a word of it: a conformance, an operator.
  package var affectsAll = false
  /// Whether a type is said to conform or to inherit, so that members of any extension may matter.
  package var conforms = false
  /// What extensions make types conform to, as `Point: Equatable`.
  package var conformances: Set<String> = []
  /// For each name of a private member of a class, in how many classes it is one.
  package var privateMembers: [String: Int] = [:]
  /// Names of the top level that stand for the result of a task: `async let x = f()`.
  package var tasks: Set<String> = []
  /// Whether something belongs to a global actor, such as the main one.
  package var usesGlobalActors = false
  /// Whether values may share storage that changes behind a `let`: a class, an unsafe pointer.
  package var sharesReferences = false

  package struct MethodCall: Hashable, Codable, Sendable {
    package var receiver: String
    package var method: String
  }

  package init(_ source: String) {
    self = KnownSources.facts(of: source).names
  }

  /// Finds the names of a source of which nothing is known.
  init(parsing source: String) {
    let file = ParsedSource.tree(of: source)
    let collector = NameCollector()
    collector.walk(file)
    self = collector.names
    readsEarlier = Set(EarlierReads(in: file).tokens.map(\.plainName))
  }

  init() {}
}

extension CellNames {
  /// Whether the cell's own `name` leaves nothing of the one that a cell above defines.
  ///
  /// A function hides another only where both take and return the same.
  func hides(_ name: String, of above: CellNames) -> Bool {
    guard let kind = defined[name], let other = above.defined[name] else { return false }
    guard kind == .func, other == .func else { return true }
    return (above.signatures[name] ?? []).isSubset(of: signatures[name] ?? [])
  }
}
