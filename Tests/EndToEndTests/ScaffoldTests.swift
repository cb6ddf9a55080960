import Foundation
import TestSupport
import Testing

/// The projects that `convolume create` starts.
@Suite struct ScaffoldTests {
  private func created(_ type: String) throws -> (folder: TemporaryFolder, output: String) {
    let folder = try TemporaryFolder()
    let outcome = try Book.convolume.run(["create", "project", type, "mine"], in: folder.url)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return (folder, outcome.output)
  }

  @Test func `a new book renders as it is`() throws {
    let (folder, output) = try created("book")
    #expect(output.hasSuffix("\nNext: cd mine && convolume render\n"))
    let outcome = try Book.convolume.run(["render"], in: folder.url.appending(path: "mine"))
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(folder.contains("mine/output/html/01-first-steps.html"))
    #expect(folder.contains("mine/output/pdf/book.pdf"))
  }

  @Test func `a new course is a book with what publishes it, which runs only what there is`() throws
  {
    let (folder, _) = try created("course")
    #expect(
      folder.files() == [
        "mine/.github/workflows/handouts.yml", "mine/.gitignore", "mine/.gitlab-ci.yml",
        "mine/README.md", "mine/_convolume.yml", "mine/chapters/01-first-steps.md",
      ])
    for path in ["mine/.github/workflows/handouts.yml", "mine/.gitlab-ci.yml"] {
      let text = try folder.text(of: path)
      for command in text.matches(of: /convolume (render|verify)/) {
        #expect(try Book.convolume.run([String(command.1), "--help"]).status == 0)
      }
      for goal in text.matches(of: /make -C \S+ ([a-z ]+)\n/).flatMap({ $0.1.split(separator: " ") }
      ) {
        let make = try #require(Tool.installed("make"))
        let outcome = try make.run(["-n", String(goal)], in: Checkout.folder)
        #expect(outcome.status == 0, "\(goal): \(outcome.errors)")
      }
      #expect(text.contains("convolume render") && text.contains("convolume verify"))
    }
  }

  @Test func `a new assignment has stubs that fail their checks until they are filled in`() throws {
    let (folder, _) = try created("assignment")
    let place = folder.url.appending(path: "mine")
    let before = try Book.convolume.run(["test"], in: place)
    #expect(before.status == 3)
    #expect((before.output + before.errors).contains("0 of 2 exercises passed"), "\(before)")
    let path = "mine/chapters/01-assignment.md"
    let filled = try folder.text(of: path)
      .replacing("0  // your formula", with: "(n + 2 * p - k) / s + 1")
      .replacing(
        "Flatten()  // your layers",
        with:
          "Conv2D(from: 1, to: 4, kernel: 5, stride: 2)\nReLU()\nFlatten()\nLinear(from: 576, to: 10)"
      )
    try folder.write(filled, to: path)
    let after = try Book.convolume.run(["test"], in: place)
    #expect(after.status == 0, "\(after)")
    #expect((after.output + after.errors).contains("2 of 2 exercises passed"), "\(after)")
  }

  @Test func `nothing is written over`() throws {
    let (folder, _) = try created("assignment")
    let again = try Book.convolume.run(["create", "project", "course", "mine"], in: folder.url)
    #expect(again.status == 1)
    #expect(again.errors.contains("the folder is not empty"))
  }
}
