import CellOutputs
import Chapters
import Reports
import Testing

/// Solutions and teacher's notes, which the student's edition does not have.
@Suite struct EditionTests {
  private func made(
    _ text: String, for edition: Edition
  ) -> (outline: String, diagnostics: [String]) {
    let (report, diagnostics) = builder.document(
      .init(Chapter.parse(text, path: "notes.md"), results: []), for: Audience(edition: edition))
    return (OutlineRenderer().outline(of: report), diagnostics.map(\.description))
  }

  private let text = """
    # T

    ## First

    ::: {#exr-one}
    Do it.
    :::

    ::: {#sol-one}
    ![Solved](a.png){#fig-solved}

    ### Inside

    Done: @fig-solved.[^n]
    :::

    ::: {.callout-tip .instructor}
    Do it slowly.
    :::

    ## Second

    ![Two](b.png){#fig-two}

    See @fig-two.

    [^n]: A note.
    """

  @Test func `the student's edition lacks solutions and notes, and numbers all else alike`() {
    let student = made(text, for: .student)
    let instructor = made(text, for: .instructor)
    #expect(student.diagnostics.isEmpty && instructor.diagnostics.isEmpty)
    for word in ["Solved", "Inside", "Done", "A note.", "slowly", "Figure S1"] {
      #expect(!student.outline.contains(word))
      #expect(instructor.outline.contains(word))
    }
    for outline in [student.outline, instructor.outline] {
      #expect(outline.contains("Figure 1") && !outline.contains("Figure 2"))
      #expect(outline.contains("Exercise 1"))
    }
  }

  @Test(arguments: ["@sol-one", "@fig-solved", "[it](#sol-one)"])
  func `a sentence for students must not refer to a solution`(reference: String) {
    let text = self.text + "\n\nSee \(reference).\n"
    #expect(made(text, for: .instructor).diagnostics.isEmpty)
    let label = reference.contains("fig") ? "fig-solved" : "sol-one"
    let place = reference.hasPrefix("[") ? 10 : 5
    let length = reference.hasPrefix("[") ? 8 : reference.count
    #expect(
      made(text, for: .student).diagnostics == [
        """
        notes.md:29:\(place): error: '\(label)' stands in a part that the student's edition leaves out
          29 | See \(reference).
             | \(String(repeating: " ", count: place - 1))^\(String(repeating: "~", count: length - 1))
          why: this sentence stands in both editions, and would speak of a solution that is not there
          fix: move the sentence into the solution, or put it between '::: {.instructor}' and ':::'
        """
      ])
  }

  @Test func `what is no division cannot be left out, and is told rather than shown`() {
    let text = "# T\n\n## Solved {#sol-one}\n\nDone.\n"
    #expect(made(text, for: .instructor).diagnostics.isEmpty)
    #expect(
      made(text, for: .student).diagnostics == [
        """
        notes.md:3:1: error: 'sol-one' cannot be left out of the student's edition
          3 | ## Solved {#sol-one}
            | ^~
          why: only a division says where it begins and ends
          fix: put it between '::: {.instructor}' and ':::', and a solution between '::: {#sol-one}' and ':::'
        """
      ])
    for block in ["![a](a.png){#sol-one}", "## Note {.instructor}", "$$x$$ {#sol-one}"] {
      let diagnostics = made("# T\n\n\(block)\n", for: .student).diagnostics
      #expect(diagnostics.contains { $0.contains("cannot be left out") }, "\(block)")
    }
  }
}
