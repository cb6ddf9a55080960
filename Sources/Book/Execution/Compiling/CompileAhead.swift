import Chapters

/// A unit and what the compiler made of it.
struct CompiledUnit: Sendable {
  enum Failure: Error, Hashable, Sendable {
    case refused([CompilerMessage])
    /// A cell that it needs has no library.
    case missing(String)
  }

  var index: Int
  var result: Result<CellCompiler.Library, Failure>
  /// A library that is to be loaded before: what it reads must not be looked for in the unit's own.
  var earlier: CellCompiler.Library?
}

/// Compiles the units of a plan in order, ahead of the worker that runs them.
struct CompileAhead {
  let compiler: CellCompiler
  /// The file that defines `params`.
  let parameters: CellCompiler.Companion?
  /// See `CellFile.marksResult`.
  var marksResults = false
  private var program: ChapterProgram
  private var module: ChapterModule
  private var compiled: [Int: Compiled] = [:]
  /// Two cells of one source are two files, each with variables of its own.
  private var occurrences: [String: Int] = [:]

  private struct Compiled {
    var file: CellFile
    var library: CellCompiler.Library
    /// Holds what the file reads of a name before it gives it a new meaning.
    var earlier: CellCompiler.Companion?
    /// See `InferredTypes`.
    var types: [String: String] = [:]
  }

  init(
    _ program: ChapterProgram, compiler: CellCompiler, parameters: CellCompiler.Companion?
  ) {
    self.program = program
    self.compiler = compiler
    self.parameters = parameters
    module = ChapterModule(program.units.map(\.names))
  }

  /// Takes over a program whose first units are those that were compiled; others are forgotten.
  mutating func adopt(_ program: ChapterProgram) {
    self.program = program
    module = ChapterModule(program.units.map(\.names))
    compiled = compiled.filter { program.units.indices.contains($0.key) }
  }

  /// Takes note of units that another has compiled: their libraries may be loaded, and have variables.
  mutating func takeOccurrences(of other: CompileAhead) { occurrences = other.occurrences }

  mutating func compile(plan: [Int], deliver: (CompiledUnit) -> Void) async throws {
    for index in plan {
      try Task.checkCancellation()
      let missing = program.graph.needs[index].first {
        compiled[$0] == nil && program.units[$0].evaluates
      }
      if let missing {
        deliver(
          CompiledUnit(index: index, result: .failure(.missing(program.units[missing].name))))
        continue
      }
      do {
        let library = try await compile(index)
        deliver(
          CompiledUnit(
            index: index, result: .success(library), earlier: compiled[index]?.earlier?.library))
      } catch let failure as CellCompiler.Failure {
        deliver(CompiledUnit(index: index, result: .failure(.refused(failure.messages))))
      }
    }
  }

  /// Returns what a unit sees that is still being written: what those above it declare, as one source.
  func declarations(above unit: CellUnit) -> String {
    let whole = program.appending(unit, lines: [])
    var ahead = self
    ahead.adopt(whole)
    let above = ahead.compiled.keys.sorted()
    return ahead.companions(above, of: above + [whole.units.count - 1], names: unit.names)
      .map(\.declarations).joined()
  }

  private mutating func compile(_ index: Int) async throws -> CellCompiler.Library {
    let unit = program.units[index]
    let occurrence = occurrences[unit.source, default: 0]
    occurrences[unit.source] = occurrence + 1
    let above = program.graph.closure(of: [index]).filter { compiled[$0] != nil }.sorted()
    var file = CellFile(
      source: unit.source, names: unit.names, imports: program.imports(above: index),
      occurrence: occurrence, mode: program.languageMode)
    file.marksResult = marksResults
    if case .values(let expressions, _) = unit.kind { file.expressions = expressions }
    file.isIsolated = (above + [index]).contains { program.units[$0].names.usesGlobalActors }

    file.keptPrivate = module.sharedPrivateNames
    file.synthesized = SynthesizedMembers(above: above.map { program.units[$0].source })
      .extensions(for: unit.source)

    let earlier = try await earlierValues(of: file, at: index, above: above)
    let set = above + [index]
    let beside =
      companions(above, of: set, names: file.names) + (earlier.map { [$0] } ?? [])
    var replacements = replacements(in: index, of: set)
    let library: CellCompiler.Library
    do {
      library = try await compiler.compile(file, beside: beside, replacing: replacements)
    } catch let failure as CellCompiler.Failure {
      guard let types = InferredTypes.named(by: failure.messages, in: unit.source) else {
        throw failure
      }
      replacements.written = types
      library = try await compiler.compile(file, beside: beside, replacing: replacements)
    }
    compiled[index] = Compiled(
      file: file, library: library, earlier: earlier, types: replacements.written)
    return library
  }

  private func replacements(in file: Int, of set: [Int]) -> NameReplacements {
    var replacements = module.replacements(in: file, of: set)
    for read in module.earlierReads(of: file) {
      replacements.earlier[read.name] = "\(read.constant).value"
    }
    replacements.written = compiled[file]?.types ?? [:]
    return replacements
  }

  /// The files `above` as they are read together with the others of `set`.
  private func companions(
    _ above: [Int], of set: [Int], names: CellNames
  ) -> [CellCompiler.Companion] {
    var companions: [CellCompiler.Companion] = []
    let all = above.map { program.units[$0].names } + [names]
    if let parameters, all.contains(where: { $0.read.contains("params") }) {
      companions.append(parameters)
    }
    for other in above {
      guard let unit = compiled[other] else { continue }
      if let earlier = unit.earlier { companions.append(earlier) }
      let declarations = unit.file.declarations(
        identity: unit.library.identity, replacing: replacements(in: other, of: set))
      companions.append(
        CellCompiler.Companion(library: unit.library, declarations: declarations))
    }
    return companions
  }

  /// Compiles a file through which the unit `index` reaches values whose names it gives a new meaning.
  private func earlierValues(
    of file: CellFile, at index: Int, above: [Int]
  ) async throws -> CellCompiler.Companion? {
    let reads = module.earlierReads(of: index)
    guard !reads.isEmpty else { return nil }
    var values = file
    values.expressions = []
    values.synthesized = ""
    values.source = reads.map { $0.declaration(of: $0.name) }.joined(separator: "\n")
    let library = try await compiler.compile(
      values, beside: companions(above, of: above, names: CellNames(values.source)),
      replacing: NameReplacements())
    // Whoever reads the constant sees both meanings.
    values.source = reads.map { $0.declaration(of: $0.replaced) }.joined(separator: "\n")
    return CellCompiler.Companion(
      library: library,
      declarations: values.declarations(
        identity: library.identity, replacing: NameReplacements()))
  }
}
