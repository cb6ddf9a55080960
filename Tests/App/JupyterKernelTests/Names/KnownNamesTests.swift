import JupyterKernel
import Testing

@Suite struct KnownNamesTests {
  private let names = KnownNames(
    cells: DeclarationCollector.declarations(
      in: """
        /// How far it goes.
        /// In pixels.
        struct Reach: Equatable {
          var pixels = 3
          func doubled() -> Int { let hidden = 2; return pixels * hidden }
          enum Kind { case near, far }
        }
        let reach = Reach(pixels: 4)
        var count: Int = 0
        func reachOf(_ layer: Int) -> Reach { Reach() }
        extension Reach { static let none = Reach(pixels: 0) }
        let reach = try Reach(pixels: 5)
        """),
    library: [
      Declaration(path: ["ReLU"], kind: "struct", text: "struct ReLU"),
      Declaration(
        path: ["Array", "shuffledBySeed"], kind: "method", text: "func shuffled()"),
      Declaration(path: ["Reader", "pixels"], kind: "property", text: "var pixels: Int"),
      Declaration(path: ["train"], kind: "function", text: "func train()", comment: "Trains."),
    ])

  private func completions(_ code: String) -> [String] {
    names.completions(of: CursorName(writtenIn: code, at: code.count)).map(\.name)
  }

  private func meanings(_ code: String) -> [String] {
    names.meanings(of: CursorName(standingIn: code, at: code.count)).map(\.text)
  }

  @Test
  func `names of the cells come first, then those of the library and the language`() {
    #expect(completions("re") == ["reach", "reachOf", "repeat", "return"])
    #expect(completions("Re") == ["Reach", "ReLU"])
    #expect(completions("hid").isEmpty)
  }

  @Test func `behind a dot stand the members of the type, where that can be seen`() {
    #expect(completions("reach.") == ["Kind", "doubled", "none", "pixels"])
    #expect(completions("Reach.d") == ["doubled"])
    #expect(completions("Kind.") == ["far", "near"])
    #expect(completions("f().pix") == ["pixels"])
    #expect(completions("[1].shuf") == ["shuffledBySeed"])
  }

  @Test func `a name means what the latest cell made of it`() {
    #expect(meanings("reach") == ["let reach = try Reach(pixels: 5)"])
    #expect(meanings("Reach") == ["struct Reach: Equatable"])
    #expect(meanings("reach.pixels") == ["var pixels = 3"])
    #expect(meanings("train") == ["func train()"])
    #expect(meanings("nothing").isEmpty)
    #expect(meanings("").isEmpty)
  }

  @Test func `a comment of three slashes is a declaration's own`() {
    #expect(names.cells.first?.comment == "How far it goes.\nIn pixels.")
  }
}
