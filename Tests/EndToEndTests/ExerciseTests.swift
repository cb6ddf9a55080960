import Foundation
import TestSupport
import Testing

/// `//| exercise: true`: given in the book, graded on a student's copy.
@Suite struct ExerciseTests {
  private let text = """
    # Sums

    ::: {#exr-double}
    ```{swift}
    //| exercise: true
    func doubled(_ n: Int) -> Int {
      yourAnswer
    }
    ```
    :::

    ::: {#sol-double}
    ```{swift}
    func doubled(_ n: Int) -> Int { n + n }
    ```
    :::

    ```{swift}
    //| label: check-double
    //| expect: 4114
    doubled(2057)
    ```

    ::: {#exr-half}
    ```{swift}
    //| exercise: true
    func half(_ n: Int) -> Int { n }
    ```
    :::

    ```{swift}
    //| label: check-half
    //| expect: {half of it: 7}
    record("half of it", half(14))
    ```

    ```{swift}
    //| exercise: true
    //| label: open-end
    let anything = 1
    ```

    ```{swift}
    //| expect: 3
    1 + 2
    ```
    """

  @Test func `in the book a stub stands as it is, and its check runs with the solution`() throws {
    let book = try Book(["01-sums.md": text])
    let outcome = try book.render("--to", "html,ipynb")
    try #require(outcome.status == 0, "\(outcome.errors)")
    let page = try book.folder.text(of: "output/html/01-sums.html")
    #expect(page.contains("yourAnswer"))
    #expect(page.contains("4114"))
    #expect(try book.folder.text(of: "output/results/01-sums.json").contains("half") == false)
    let test = try book.convolume("test")
    #expect(test.output == "2 expectations met\n")

    let student = try book.render("--edition", "student", "--to", "html,ipynb")
    try #require(student.status == 0, "\(student.errors)")
    for path in ["html/01-sums.html", "notebooks/01-sums.ipynb"] {
      let text = try book.folder.text(of: "output/student/\(path)")
      #expect(text.contains("yourAnswer"))
      // What the check shows was computed with the solution.
      #expect(text.contains("2057") && !text.contains("4114"))
    }
  }

  @Test func `a student's copy is graded, exercise by exercise`() throws {
    let book = try Book(["01-sums.md": text])
    let render = try book.render("--edition", "student", "--to", "ipynb")
    try #require(render.status == 0, "\(render.errors)")
    let copy = "output/student/chapters/01-sums.md"
    let given = try book.convolume("test", copy)
    #expect(given.status == 3)
    #expect(
      given.output == """
        1 expectation met
        exercise    place          result
        exr-double  01-sums.md:10  failed       line 11: cannot find 'yourAnswer' in scope
        exr-half    01-sums.md:25  failed       line 31: '7' is expected, got '14'
        open-end    01-sums.md:38  not checked  no cell below that uses it has an 'expect:'
        0 of 3 exercises passed

        """)

    let answered = try book.folder.text(of: copy)
      .replacing("yourAnswer", with: "2 * n").replacing("{ n }", with: "{ n / 2 }")
    try book.folder.write(answered, to: copy)
    let done = try book.convolume("test", copy)
    #expect(done.status == 0)
    #expect(done.output.contains("2 of 3 exercises passed"))
    #expect(done.output.contains("exr-double") && !done.output.contains("failed"))
  }

  /// An exercise whose check is followed by text with values.
  private func text(after check: String = "print(tripled(2057))", saying sentence: String) -> String
  {
    """
    # Sums

    ```{swift}
    var factor = 3
    let images = 288
    func rest() -> Int { images % factor }
    ```

    ```{swift}
    //| exercise: true
    func tripled(_ n: Int) -> Int { n }
    ```

    ::: {#sol-triple}
    ```{swift}
    //| label: answer
    func tripled(_ n: Int) -> Int { n * factor }
    ```
    Those were `{swift} images + 1000`.
    :::

    ```{swift}
    //| label: check
    \(check)
    ```

    \(sentence)

    ```{swift}
    print("below")
    ```

    And below: `{swift} images - 200`.
    """
  }

  @Test func `below a check, students read the values that owe nothing to it`() throws {
    let sentence = "::: {#exr-next}\nTrain on `{swift} images` images, rest `{swift} rest()`.\n:::"
    let book = try Book(["01-sums.md": text(saying: sentence)])
    for edition in ["instructor", "student"] {
      let outcome = try book.render("--edition", edition, "--to", "html")
      try #require(outcome.status == 0, "\(outcome.errors)")
      let folder = edition == "student" ? "output/student" : "output"
      let page = try book.folder.text(of: "\(folder)/html/01-sums.html")
      #expect(page.contains("Train on 288 images, rest 0."))
      #expect(page.contains("And below: 88."))
      #expect(page.contains("6171") == (edition == "instructor"))
      #expect(page.contains("1288") == (edition == "instructor"))
    }
  }

  @Test(arguments: [
    ("let y = tripled(2057)", "It is `{swift} y`.", "y"),
    (
      "images == tripled(96) ? print() : print()\nfactor = tripled(2057)", "`{swift} rest()`.",
      "rest()"
    ),
    (
      "let y = tripled(2057)\nfunc z() -> Int { y }",
      "\n\n```{swift}\nprint()\n```\n\n`{swift} z()`.", "z()"
    ),
  ])
  func `a value that a check computed is not shown to students, wherever it stands`(
    check: String, sentence: String, expression: String
  ) throws {
    let book = try Book(["01-sums.md": text(after: check, saying: sentence)])
    let whole = try book.render("--to", "html")
    try #require(whole.status == 0, "\(whole.errors)")
    let student = try book.render("--edition", "student", "--to", "html")
    #expect(student.status == 1)
    #expect(
      student.errors.contains(
        "error: '\(expression)' shows what 'check' computes, which the student's edition leaves out"
      ))
    #expect(
      student.errors.contains(
        "why: 'check', on line 24, rests on an exercise, and the book runs it with the solution"))
    #expect(!book.folder.files().contains { $0.hasPrefix("output/student/html") })
  }
}
