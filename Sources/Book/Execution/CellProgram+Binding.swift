import SwiftSyntax

extension CellProgram {
  /// `let` or `var` with one pattern, or a `guard` that binds names.
  package struct Binding: Hashable, Sendable {
    /// How the value comes about.
    package enum Form: Hashable, Sendable {
      /// As written: the compiler makes it when it is first used, or at every use.
      case plain
      /// By code that Swift does not allow in a global's initializer, since it throws or waits.
      case lifted(Fragment)
      /// By an assignment further down.
      case assignedLater
      /// By a `guard`, whose names outlive it.
      case guarded(Fragment)
    }

    package var form: Form
    /// Attributes, modifiers and `let` or `var`.
    package var introducer: String
    /// All that is declared: a pattern, its type, and for a plain binding its value.
    package var declared: Fragment
    package var pattern: String
    /// The declared type, when there is one.
    package var type: String?
    /// Observers of a stored variable, or how a computed one is made.
    package var accessors: String?
    /// The names that are touched in order that the value is made at its place.
    package var names: [String]

    /// Whether evaluating the initializer may throw.
    package var throwsErrors: Bool {
      switch form {
      case .lifted(let value), .guarded(let value): value.throwsErrors
      case .plain, .assignedLater: false
      }
    }
  }
}

extension CellProgram.Binding {
  /// The bindings of `let a = 1, b = 2`, one by one: each may be of another form.
  static func all(in variable: VariableDeclSyntax, reader: FragmentReader) -> [Self] {
    // The last type written holds for the patterns before it: 'let a, b: Int'.
    var type: TypeSyntax?
    var bindings: [Self] = []
    for binding in variable.bindings.reversed() {
      type = binding.typeAnnotation?.type ?? (binding.initializer == nil ? type : nil)
      let isEmpty = binding.initializer == nil && binding.accessorBlock == nil
      if isEmpty, let names = binding.pattern.as(TuplePatternSyntax.self),
        let types = type?.as(TupleTypeSyntax.self)
      {
        bindings += elements(of: names, types, in: variable, reader: reader).reversed()
      } else {
        bindings.append(Self(binding, of: variable, type: type, reader: reader))
      }
    }
    if bindings.count == 1, bindings[0].form == .plain {
      // Nothing has to be moved, so the cell's own text will do.
      bindings[0].introducer = ""
      bindings[0].declared = reader.fragment(variable)
    }
    return bindings.reversed()
  }

  /// The names of `let (a, b): (Int, String)` one by one, since each gets its value further down.
  private static func elements(
    of pattern: TuplePatternSyntax, _ types: TupleTypeSyntax, in variable: VariableDeclSyntax,
    reader: FragmentReader
  ) -> [Self] {
    zip(pattern.elements, types.elements).flatMap { element, type -> [Self] in
      if let inner = element.pattern.as(TuplePatternSyntax.self),
        let types = type.type.as(TupleTypeSyntax.self)
      {
        return elements(of: inner, types, in: variable, reader: reader)
      }
      guard element.pattern.bindsNames else { return [] }
      let alone = PatternBindingSyntax(pattern: element.pattern.trimmed)
      var binding = Self(alone, of: variable, type: type.type, reader: reader)
      binding.declared = reader.fragment(element.pattern)
      binding.declared.text += ": \(type.type.trimmedDescription)"
      return [binding]
    }
  }

  private init(
    _ binding: PatternBindingSyntax, of variable: VariableDeclSyntax, type: TypeSyntax?,
    reader: FragmentReader
  ) {
    let isVariable = variable.bindingSpecifier.tokenKind == .keyword(.var)
    let words =
      variable.attributes.map(\.trimmedDescription) + variable.modifiers.map(\.trimmedDescription)
    introducer = (words + [variable.bindingSpecifier.text]).joined(separator: " ")
    pattern = binding.pattern.trimmedDescription
    self.type = type?.trimmedDescription
    accessors = binding.accessorBlock?.trimmedDescription
    let isComputed = binding.initializer == nil && binding.accessorBlock != nil
    names = isComputed ? [] : binding.pattern.boundNames
    declared = reader.fragment(binding)
    declared.text = binding.with(\.trailingComma, nil).trimmedDescription
    if binding.typeAnnotation == nil, let type, binding.initializer == nil {
      declared.text += ": \(type.trimmedDescription)"
    }
    if let value = binding.initializer?.value {
      let fragment = reader.fragment(value)
      let isMoved = fragment.throwsErrors || fragment.waits || reader.isIsolated
      form = isMoved ? .lifted(fragment) : .plain
    } else {
      let startsEmpty = isVariable && (type?.isOptional ?? false)
      form = isComputed || startsEmpty || type == nil ? .plain : .assignedLater
    }
    if form == .assignedLater { names = [] }
  }

  /// The names that a `guard` at the top level leaves behind.
  init(_ guarded: GuardStmtSyntax, reader: FragmentReader) {
    names = guarded.boundNames
    let isVariable = guarded.conditions.contains { $0.condition.bindsVariable }
    introducer = isVariable ? "var" : "let"
    pattern = names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
    declared = reader.fragment(guarded)
    form = .guarded(declared)
  }
}

extension VariableDeclSyntax {
  var isAsyncLet: Bool { modifiers.contains { $0.name.tokenKind == .keyword(.async) } }
}

extension TypeSyntax {
  /// Whether a variable of this type starts as `nil` without being told.
  fileprivate var isOptional: Bool {
    if self.is(OptionalTypeSyntax.self) || self.is(ImplicitlyUnwrappedOptionalTypeSyntax.self) {
      return true
    }
    return self.as(IdentifierTypeSyntax.self)?.name.text == "Optional"
  }
}

extension GuardStmtSyntax {
  /// The names that its conditions bind, in the order written.
  var boundNames: [String] { conditions.flatMap { $0.condition.boundNames } }
}

extension ConditionElementSyntax.Condition {
  var boundNames: [String] {
    switch self {
    case .optionalBinding(let binding): binding.pattern.boundNames
    case .matchingPattern(let matching): matching.pattern.boundNames
    default: []
    }
  }

  fileprivate var bindsVariable: Bool {
    switch self {
    case .optionalBinding(let binding): binding.bindingSpecifier.tokenKind == .keyword(.var)
    case .matchingPattern(let matching):
      matching.tokens(viewMode: .sourceAccurate).contains { $0.tokenKind == .keyword(.var) }
    default: false
    }
  }
}
