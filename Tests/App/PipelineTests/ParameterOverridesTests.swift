import Chapters
import Pipeline
import Testing

@Suite struct ParameterOverridesTests {
  private let chapter = Chapter.parse(
    """
    ---
    title: "Rates"
    params:
      rate: 0.5
      epochs: 2
    profiles:
      full:
        rate: 1
    ---

    Text.
    """, path: "chapters/01-rates.md")

  private func values(_ overrides: ParameterOverrides) throws -> [FrontMatter.Parameter.Value] {
    try overrides.applied(to: [chapter]).flatMap { $0.frontMatter.parameters.map(\.value) }
  }

  @Test func `a profile's whole number keeps the declared type`() throws {
    #expect(try values(ParameterOverrides(profile: "full")) == [.number(1), .integer(2)])
  }

  @Test func `the command line wins over the profile`() throws {
    let overrides = ParameterOverrides(profile: "full", values: ["rate": "3"])
    #expect(try values(overrides) == [.number(3), .integer(2)])
  }

  @Test func `a value of another type, a wrong name and an unknown profile are refused`() {
    #expect(throws: PipelineError.self) {
      try values(ParameterOverrides(values: ["epochs": "many"]))
    }
    #expect(throws: PipelineError.unknownParameter("epoch", nearest: "epochs")) {
      try values(ParameterOverrides(values: ["epoch": "3"]))
    }
    #expect(throws: PipelineError.unknownProfile("fast", known: ["full"])) {
      try values(ParameterOverrides(profile: "fast"))
    }
  }
}
