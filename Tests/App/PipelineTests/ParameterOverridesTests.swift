import Chapters
import Pipeline
import TestSupport
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

  @Test func `a file's values win over the profile, and the command line over the file`() throws {
    let folder = try TemporaryFolder()
    try folder.write("rate: 2\nepochs: 7\n", to: "values.yml")
    var overrides = ParameterOverrides(profile: "full")
    try overrides.read(file: folder.url.appending(path: "values.yml").path)
    #expect(try values(overrides) == [.number(2), .integer(7)])
    overrides.set("epochs", to: "8")
    #expect(try values(overrides) == [.number(2), .integer(8)])
  }

  @Test(arguments: [
    (
      "rates: 2\n",
      """
      :1:1: error: no chapter declares a parameter 'rates'
        1 | rates: 2
          | ^~~~~
        fix: did you mean 'rate'?
      """
    ),
    (
      "rate: 2\nepochs: many\n",
      """
      :2:9: error: parameter 'epochs' takes a whole number, got 'many'.
        2 | epochs: many
          |         ^~~~
      """
    ),
    (
      "epochs: [1]\n",
      """
      :1:9: error: 'epochs' must be a number, a text, true or false
        1 | epochs: [1]
          |         ^
      """
    ),
  ])
  func `a mistake in a file is reported with its line`(text: String, reported: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "values.yml")
    let path = folder.url.appending(path: "values.yml").path
    let error = #expect(throws: PipelineError.self) {
      var overrides = ParameterOverrides()
      try overrides.read(file: path)
      _ = try overrides.applied(to: [chapter])
    }
    #expect(error == .badParameterFile(path + reported))
  }

  @Test func `a profile's value of another type is refused`() {
    let chapter = Chapter.parse(
      "---\nparams: {epochs: 2}\nprofiles: {full: {epochs: 2.5}}\n---\nText\n", path: "a.md")
    #expect(
      throws: PipelineError.badParameter(name: "epochs", value: "2.5", expected: "a whole number")
    ) {
      try ParameterOverrides(profile: "full").applied(to: [chapter])
    }
  }
}
