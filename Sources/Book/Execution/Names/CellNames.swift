import SwiftParser
import SwiftSyntax

/// The names that a cell defines, reads and may change.
///
/// Found from the text alone, without types, so it errs on the safe side: a local variable that
/// shares its name with one of another cell counts as that one.
package struct CellNames: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case `let`, `var`, `func`, `struct`, `class`, `enum`, `protocol`, `typealias`
  }

  /// What later cells can name, and what each is.
  package var defined: [String: Kind] = [:]
  /// Members that extensions add to types, which later cells may use without naming the extension.
  package var extended: Set<String> = []
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
  package var parameters: Set<String> = []
  /// The cell's `import` lines, which hold for the cells below as well.
  package var imports: [String] = []
  /// Whether `params` is used as a whole, so that any parameter may matter.
  package var readsAllParameters = false
  /// Whether later cells may depend on this one without a word of it: a conformance, an operator.
  package var affectsAll = false
  /// Whether values may share storage that changes behind a `let`: a class, an unsafe pointer.
  package var sharesReferences = false

  package struct MethodCall: Hashable, Sendable {
    package var receiver: String
    package var method: String
  }

  package init(_ source: String) {
    let collector = NameCollector()
    collector.walk(Parser.parse(source: source))
    self = collector.names
  }

  init() {}
}
