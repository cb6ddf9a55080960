import Chapters

/// The Swift file that is compiled for a cell.
///
/// All cells of a chapter are files of one module, `main`, as the compiler calls a script. A cell is
/// compiled beside the files of the cells above that it needs, so it sees what they declare as a
/// script would: an own name hides an imported one, extensions and conformances count, classes may
/// be divided.
///
/// Each piece of the cell is written at its own line and column under a `#sourceLocation`, so that
/// the compiler and the debugger speak of the cell's text. The file named there is `cell-ID.swift`,
/// and lines count from the cell's start: text above the cell may move it without a new compilation.
struct CellSource {
  /// What the file is for.
  enum Purpose: Hashable {
    case run
    /// The same where cells come one by one: before its last expression is displayed, the cell says so.
    case answer
    /// Each displayed part is an inline expression, whose text is handed over.
    case values([String])
    /// To be seen by the cells below: declarations without the statements.
    case declarations
  }

  private(set) var text = ""
  private let identity: String
  private let languageMode: LanguageMode

  /// Writes the file for `program`; `identity` names its entry function and the file in messages.
  ///
  /// The lines of `imports` are those that the cells above have brought in.
  init(
    _ program: CellProgram, identity: String, imports: [String], languageMode: LanguageMode,
    purpose: Purpose = .run
  ) {
    self.identity = identity
    self.languageMode = languageMode
    glue("import Convolume")
    for line in imports { glue(line) }
    for part in program.parts {
      switch part {
      case .imported(let fragment): write(fragment)
      case .directive(let line): glue(line)
      case .declaration, .binding, .statement, .displayed: break
      }
    }
    for part in program.parts {
      switch part {
      case .declaration(let fragment): write(fragment)
      case .binding(let binding): declare(binding)
      case .directive(let line): glue(line)
      case .imported, .statement, .displayed: break
      }
    }
    if purpose != .declarations { writeEntry(program, purpose: purpose) }
  }

  static func fileName(_ identity: String) -> String { "cell-\(identity).swift" }
  static func entryName(_ identity: String) -> String { "convolume_cell_\(identity)" }
  /// The inline expression, which none can be, whose value says that what follows is the cell's result.
  static let resultMark = ""
  /// What is added to a cell's line, so that code around line 1 has a line to stand on.
  static let lineOffset = 1

  // MARK: The entry function

  private mutating func writeEntry(_ program: CellProgram, purpose: Purpose) {
    let waits = program.parts.contains { part in
      switch part {
      case .statement(let fragment), .displayed(let fragment): fragment.waits
      case .binding(let binding): binding.waits
      case .imported, .declaration, .directive: false
      }
    }
    glue("@_cdecl(\"\(Self.entryName(identity))\") public func convolumeEntry_\(identity)() {")
    // A trap in optimized code is said to lie in the file in which its function begins.
    let first = program.parts.lazy.compactMap(\.firstLine).first ?? 1
    glue("#sourceLocation(file: \"\(file)\", line: \(first + Self.lineOffset))")
    // A script's top level belongs to the main actor.
    glue("@MainActor func convolumeStatements() \(waits ? "async " : "")throws {")
    glue("#sourceLocation()")
    var values: [String] = []
    if case .values(let expressions) = purpose { values = expressions }
    for part in program.parts {
      switch part {
      case .imported, .declaration: break
      case .directive(let line): glue(line)
      case .binding(let binding): touch(binding)
      case .statement(let fragment):
        mark(fragment.throwPlace)
        write(fragment)
      case .displayed(let fragment):
        mark(fragment.throwPlace)
        if values.isEmpty {
          glue("Convolume.CellRuntime.beginDisplay()")
          // What it displays by itself is no result.
          if purpose == .answer, !fragment.text.hasPrefix("display(") {
            glue("Convolume.CellRuntime.inlineValue(\"\(Self.resultMark)\", \"\")")
          }
          write(fragment, inside: "Convolume.display(")
        } else {
          let expression = Self.literal(values.removeFirst())
          write(fragment, inside: "Convolume.CellRuntime.inlineValue(\(expression), ")
        }
      }
    }
    glue("}")
    glue("Convolume.CellRuntime.\(waits ? "runWaiting" : "run")(convolumeStatements)")
    glue("}")
  }

  private mutating func touch(_ binding: CellProgram.Binding) {
    switch binding.form {
    case .lifted(let value), .guarded(let value):
      mark(value.throwPlace)
      glue("try \(value.waits ? "await " : "")\(helper(binding)).evaluate()")
    case .plain where !binding.names.isEmpty: mark(binding.declared.place)
    case .plain, .assignedLater: break
    }
    for name in binding.names { glue("_ = \(name)") }
  }

  private mutating func mark(_ place: CellPlace) {
    glue("Convolume.CellRuntime.mark(\(place.line), \(place.column))")
  }

  // MARK: Bindings at the top level

  private mutating func declare(_ binding: CellProgram.Binding) {
    switch binding.form {
    case .plain:
      write(binding.declared, inside: storage(binding) + binding.introducer, closing: "")
    case .lifted(let value):
      let kind = value.waits ? "WaitingInitializer" : "Initializer"
      write(
        value,
        inside: "\(helperIntroducer(binding)) = "
          + "Convolume.\(kind)\(genericArgument(binding))({ @MainActor in",
        closing: "})")
      glue("\(storage(binding))\(binding.introducer) \(binding.pattern)\(annotation(binding))")
      glue("= \(helper(binding)).take() \(binding.accessors ?? "")")
    case .guarded(let statement):
      let kind = statement.waits ? "WaitingInitializer" : "Initializer"
      write(
        statement, inside: "\(helperIntroducer(binding)) = Convolume.\(kind)({ @MainActor in",
        closing: "return \(binding.pattern) })")
      glue("\(storage(binding))\(binding.introducer) \(binding.pattern)")
      glue("= \(helper(binding)).take()")
    case .assignedLater:
      let name = Self.literal(binding.pattern)
      glue(
        "\(helperIntroducer(binding)) = "
          + "Convolume.LaterValue\(genericArgument(binding))(\(name))")
      glue("var \(binding.pattern)\(annotation(binding)) {")
      glue("_read { yield \(helper(binding)).value }")
      glue("_modify { yield &\(helper(binding)).value }")
      glue("set { \(helper(binding)).assign(newValue) }")
      glue("}")
    }
  }

  /// Global variables are a script's own affair, which Swift 6 takes for shared ones.
  private func storage(_ binding: CellProgram.Binding) -> String {
    let isOwned = binding.introducer.contains("@") || binding.introducer.contains("nonisolated")
    let isComputed = binding.names.isEmpty
    guard languageMode >= .six, !isOwned, !isComputed else { return "" }
    return "nonisolated(unsafe) "
  }

  private func helperIntroducer(_ binding: CellProgram.Binding) -> String {
    "nonisolated(unsafe) let \(helper(binding))"
  }

  private func helper(_ binding: CellProgram.Binding) -> String {
    let place = binding.declared.place
    return "convolumeValue_\(identity)_\(place.line)_\(place.column)"
  }

  private func annotation(_ binding: CellProgram.Binding) -> String {
    binding.type.map { ": \($0)" } ?? ""
  }

  /// The declared type, where it can be a generic argument.
  private func genericArgument(_ binding: CellProgram.Binding) -> String {
    guard var type = binding.type, !type.hasPrefix("some ") else { return "" }
    if type.hasSuffix("!") { type = type.dropLast() + "?" }
    return "<\(type)>"
  }

  // MARK: Text

  private var file: String { Self.fileName(identity) }

  private mutating func glue(_ line: String) {
    text += line + "\n"
  }

  /// Writes a piece of the cell where messages about it name its own line and column.
  private mutating func write(
    _ fragment: CellProgram.Fragment, inside opening: String = "", closing: String = ")"
  ) {
    let line = fragment.place.line + Self.lineOffset - (opening.isEmpty ? 0 : 1)
    glue("#sourceLocation(file: \"\(file)\", line: \(line))")
    if !opening.isEmpty { glue(opening) }
    glue(String(repeating: " ", count: fragment.place.column - 1) + fragment.text)
    if !opening.isEmpty, !closing.isEmpty { glue(closing) }
    glue("#sourceLocation()")
  }

  private static func literal(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
    return "\"\(escaped)\""
  }
}

extension CellProgram.Binding {
  fileprivate var waits: Bool {
    switch form {
    case .lifted(let value), .guarded(let value): value.waits
    case .plain, .assignedLater: false
    }
  }
}

extension CellProgram.Part {
  /// The line of a statement.
  fileprivate var firstLine: Int? {
    switch self {
    case .statement(let fragment), .displayed(let fragment): fragment.place.line
    case .imported, .declaration, .binding, .directive: nil
    }
  }
}
