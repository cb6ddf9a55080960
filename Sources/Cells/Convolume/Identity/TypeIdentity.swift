/// A type's full name, which is the same in each process, and where the type comes from.
///
/// A type that a chapter defines lies in the module `main`, as one of a script does.
struct TypeIdentity {
  let name: String

  init(_ type: any Any.Type) {
    // The runtime names the function around a private type by an address, which differs from run
    // to run.
    name = String(reflecting: type)
      .replacing(/\(unknown context at \$[0-9a-f]+\)/, with: "(private)")
  }

  init(_ value: some Any) {
    self.init(type(of: value) as Any.Type)
  }

  var isOfStandardLibrary: Bool { module == "Swift" }

  /// Whether its code is the engine's or the standard library's, its generic arguments' included.
  var isOfEngine: Bool {
    // A tuple has no code of its own, and its elements are looked at one by one.
    if name.hasPrefix("(") && !name.contains(" -> ") && !name.hasPrefix("(extension in ") {
      return true
    }
    return !name.contains(/\bmain\./)
      && (isOfStandardLibrary || BuiltFrom.engineModules.contains(module))
  }

  /// Whether its values are pointers or objects of the system, whose content cannot be seen.
  var isReference: Bool {
    guard isOfStandardLibrary else { return false }
    let own = name.dropFirst("Swift.".count).prefix { $0 != "<" }
    return own.hasSuffix("Pointer") || own.hasSuffix("KeyPath") || own == "Unmanaged"
      || own == "ObjectIdentifier" || own == "ManagedBuffer"
  }

  /// `A` of `A.B<C.D>`, and of `(extension in A):E.F`.
  private var module: String {
    let extended = "(extension in "
    if name.hasPrefix(extended) {
      return String(name.dropFirst(extended.count).prefix { $0 != ")" })
    }
    return String(name.prefix { $0 != "." })
  }
}
