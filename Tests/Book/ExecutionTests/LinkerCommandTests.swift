import Execution
import Foundation
import TestSupport
import Testing

@Suite struct LinkerCommandTests {
  private let folder: TemporaryFolder
  private let compiler: String

  init() throws {
    folder = try TemporaryFolder()
    compiler = try Toolchain.find().compiler
  }

  private func run(_ program: String, _ arguments: [String]) throws {
    let outcome = try Tool(path: program).run(arguments, in: folder.url)
    try #require(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  /// Compiles a source to the object `name.o`.
  private func compile(_ source: String, as name: String) throws {
    try folder.write(source, to: "\(name).swift")
    try run(
      compiler,
      ["-c", "\(name).swift", "-parse-as-library", "-module-name", name, "-o", "\(name).o"])
  }

  /// What a library says of itself and of those that it needs.
  private func names(in library: String) throws -> Set<String> {
    let readelf = try #require(Tool.installed("readelf"))
    let lines = try readelf.run(["--dynamic", "--wide", library], in: folder.url).output
      .split(separator: "\n")
    let parts = ["NEEDED", "SONAME", "RUNPATH", "RPATH"]
    return Set(lines.filter { line in parts.contains { line.contains($0) } }.map(String.init))
  }

  @Test func `a library needs what it needs when the compiler's driver links it`() async throws {
    try compile("public func one() -> Int { 1 }", as: "above")
    try run(compiler, CellCompiler.linking("above.o", to: [], as: "libabove.so"))
    try compile("import Foundation\nimport Synchronization\nlet now = Date()", as: "cell")
    let above = [folder.url.appending(path: "libabove.so").path]
    try run(compiler, CellCompiler.linking("cell.o", to: above, as: "libcell.so"))
    let expected = try names(in: "libcell.so")
    for name in ["libabove.so", "libFoundation.so", "libswiftSynchronization.so", "$ORIGIN"] {
      #expect(expected.contains { $0.contains(name) }, "\(name)")
    }
    try FileManager.default.removeItem(at: folder.url.appending(path: "libcell.so"))

    let linker = try #require(try await LinkerCommand.asked(of: compiler))
    let wishes = try #require(ObjectFile(Array(try folder.bytes(of: "cell.o"))).wishes)
    #expect(wishes.contains("-lFoundation") && wishes.contains("-lswiftSynchronization"))
    let (program, arguments) = linker.linking("cell.o", to: above, as: "libcell.so", asked: wishes)
    try run(program, arguments)
    #expect(try names(in: "libcell.so") == expected)
  }

  @Test func `an object that was damaged asks for nothing that could be linked by`() throws {
    try compile("let one = 1", as: "cell")
    let object = Array(try folder.bytes(of: "cell.o"))
    try #require(ObjectFile(object).wishes != nil)
    #expect(ObjectFile([]).wishes == nil)
    #expect(ObjectFile(Array("no object".utf8)).wishes == nil)
    // The table of sections stands at the end, with the names among the last.
    for count in stride(from: 0, to: object.count - 63, by: 97) {
      #expect(ObjectFile(Array(object.prefix(count))).wishes == nil, "\(count) bytes")
    }
  }
}
