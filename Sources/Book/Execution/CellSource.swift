/// The Swift file that is compiled for a cell.
///
/// Each piece of the cell is written at its own line and column under a `#sourceLocation`, so that
/// the compiler and the debugger speak of the cell's text. The file named there is `cell-ID.swift`,
/// and lines count from the cell's start: text above the cell may move it without a new compilation.
struct CellSource {
  /// What stands around the cell's own parts.
  enum Purpose {
    case run
    /// Each displayed part is an inline expression, whose text is handed over.
    case values([String])
  }

  private(set) var text = ""
  private let file: String

  /// Writes the file for `program`; `identity` names its entry function and the file in messages.
  ///
  /// The lines of `imports` bring in what the cells above define.
  init(_ program: CellProgram, identity: String, imports: [String], purpose: Purpose = .run) {
    file = Self.fileName(identity)
    glue("import Convolume")
    for line in imports { glue(line) }
    for case .imported(let fragment) in program.parts { write(fragment) }
    for part in program.parts {
      switch part {
      case .declaration(let fragment): write(fragment)
      case .binding(let binding): declare(binding)
      case .imported, .statement, .displayed: break
      }
    }
    writeEntry(program, identity: identity, purpose: purpose)
  }

  static func fileName(_ identity: String) -> String { "cell-\(identity).swift" }
  static func entryName(_ identity: String) -> String { "convolume_cell_\(identity)" }
  /// What is added to a cell's line, so that code around line 1 has a line to stand on.
  static let lineOffset = 1

  private mutating func writeEntry(_ program: CellProgram, identity: String, purpose: Purpose) {
    let statements = program.parts.compactMap { part in
      switch part {
      case .statement(let fragment), .displayed(let fragment): fragment
      case .imported, .declaration, .binding: nil
      }
    }
    let waits = statements.contains(where: \.waits)
    glue("@_cdecl(\"\(Self.entryName(identity))\") public func convolumeEntry() {")
    // A trap in optimized code is said to lie in the file in which its function begins.
    let first = statements.first?.place.line ?? 1
    glue("#sourceLocation(file: \"\(file)\", line: \(first + Self.lineOffset))")
    glue(waits ? "@Sendable func statements() async throws {" : "func statements() throws {")
    glue("#sourceLocation()")
    var values: [String] = []
    if case .values(let expressions) = purpose { values = expressions }
    for part in program.parts {
      switch part {
      case .imported, .declaration: break
      case .binding(let binding): touch(binding)
      case .statement(let fragment):
        reach(fragment.throwPlace)
        write(fragment)
      case .displayed(let fragment):
        reach(fragment.throwPlace)
        if values.isEmpty {
          glue("Convolume.CellRuntime.beginDisplay()")
          write(fragment, inside: "Convolume.display(")
        } else {
          let expression = Self.literal(values.removeFirst())
          write(fragment, inside: "Convolume.CellRuntime.inlineValue(\(expression), ")
        }
      }
    }
    glue("}")
    glue("Convolume.CellRuntime.\(waits ? "runWaiting" : "run")(statements)")
    glue("}")
  }

  /// Declares a binding at the top level; see `Initializer` for the ones that may throw.
  private mutating func declare(_ binding: CellProgram.Binding) {
    guard binding.throwsErrors, let initializer = binding.initializer else {
      return write(binding.head)
    }
    let name = Self.initializerName(binding)
    let type = binding.type.map { "<\($0)>" } ?? ""
    write(initializer, inside: "let \(name) = Convolume.Initializer\(type)({", closing: "})")
    var declaration = binding.head
    declaration.text += " = \(name).take()"
    write(declaration)
  }

  private mutating func touch(_ binding: CellProgram.Binding) {
    if binding.throwsErrors, let initializer = binding.initializer {
      reach(initializer.throwPlace)
      glue("try \(Self.initializerName(binding)).evaluate()")
    } else if !binding.names.isEmpty {
      reach(binding.head.place)
    }
    for name in binding.names { glue("_ = \(name)") }
  }

  private static func initializerName(_ binding: CellProgram.Binding) -> String {
    "convolumeInitializer_\(binding.head.place.line)_\(binding.head.place.column)"
  }

  private mutating func reach(_ place: CellPlace) {
    glue("Convolume.CellRuntime.reach(\(place.line), \(place.column))")
  }

  private mutating func glue(_ line: String) {
    text += line + "\n"
  }

  /// Writes a piece of the cell where messages about it name its own line and column.
  private mutating func write(
    _ fragment: CellProgram.Fragment, inside opening: String? = nil, closing: String = ")"
  ) {
    let line = fragment.place.line + Self.lineOffset - (opening == nil ? 0 : 1)
    glue("#sourceLocation(file: \"\(file)\", line: \(line))")
    if let opening { glue(opening) }
    glue(String(repeating: " ", count: fragment.place.column - 1) + fragment.text)
    if opening != nil { glue(closing) }
    glue("#sourceLocation()")
  }

  private static func literal(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
    return "\"\(escaped)\""
  }
}
