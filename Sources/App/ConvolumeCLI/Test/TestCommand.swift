import ArgumentParser
import CUDABackend
import Chapters
import Foundation
import Pipeline

struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Compare what cells show with what they are expected to show.",
    usage: "convolume test [<input>] [<options>]",
    discussion: """
      A cell says what it should display: '//| expect: 0.9876 +- 0.002', a number alone, or a \
      text. '//| expect: {test accuracy: 0.98 +- 0.01}' means what the cell records under that name.

      On a student's copy (output/student/chapters/), cells with '//| exercise: true' are run, and \
      graded by the cells below that use them and have an 'expect:'.

      Cells that have not changed are not run again. Nothing is written, but with --fix: then the \
      options that are not met are rewritten, and nothing else.

      Exits with 3 when something else is shown than expected or an exercise fails, and with 1 when a cell fails.

      EXAMPLES:
        convolume test                           the whole book
        convolume test --chapter 03-lenet-5      one chapter of it
        convolume test --fix                     accept what the cells show now
      """)

  @OptionGroup var chapters: ChapterArguments

  @OptionGroup var parameters: ParameterArguments

  @Flag(inversion: .prefixedNo, help: "Reuse the results of cells that have not changed.")
  var cache = true

  @Flag(help: "Write what the cells show into their options.")
  var fix = false

  @Flag(help: "Print nothing but what is wrong.")
  var quiet = false

  func run() async throws {
    let terminal = TerminalText()
    let display = ProgressDisplay(terminal: terminal, isQuiet: quiet)
    try await CommandFailure.reported(by: "test", on: display) {
      try DeviceChoice.check()
      let project = try chapters.project()
      let builder = try chapters.builder(
        for: project, parameters: try parameters.overrides(), usesCache: cache, display: display)
      let outcome = try await Interruption.cancelling {
        try await builder.check { display.show($0) }
      }
      display.clear()
      for diagnostic in outcome.diagnostics { display.say(terminal.format(diagnostic)) }
      try conclude(outcome, project: project)
    }
  }

  private func conclude(_ outcome: CheckOutcome, project: Project) throws {
    var unmet = outcome.unmet
    if fix, !unmet.isEmpty {
      let left = try ExpectationRewriter(root: project.root).rewrite(unmet)
      print("rewrote \(Self.count(unmet.count - left.count))")
      unmet = left
    }
    if !unmet.isEmpty {
      for line in Self.table(of: unmet).lines { print(line) }
      print("\(unmet.count) of \(Self.count(outcome.count)) not met")
    } else if !quiet, !fix, outcome.exercises.isEmpty || outcome.count > 0 {
      print(
        outcome.count == 0
          ? "no cell has an 'expect:'" : "\(Self.count(outcome.count)) met")
    }
    let failed = tell(outcome.exercises)
    if outcome.diagnostics.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
    if !unmet.isEmpty || failed > 0 { throw ExitCode(3) }
  }

  /// Prints what became of the exercises on a student's copy.
  ///
  /// - Returns: How many have failed.
  private func tell(_ exercises: [GradedExercise]) -> Int {
    guard !exercises.isEmpty else { return 0 }
    var table = TextTable(heading: ["exercise", "place", "result", ""])
    for exercise in exercises {
      let (result, reason) =
        switch exercise.verdict {
        case .passed: ("passed", "")
        case .failed(let reason): ("failed", reason.oneLine(atMost: 100))
        case .unchecked: ("not checked", "no cell below that uses it has an 'expect:'")
        }
      table.append([exercise.name, "\(exercise.chapter):\(exercise.line)", result, reason])
    }
    for line in table.lines { print(line) }
    let passed = exercises.count { $0.verdict == .passed }
    print(
      "\(passed) of \(exercises.count) \(exercises.count == 1 ? "exercise" : "exercises") passed")
    return exercises.count {
      if case .failed = $0.verdict { true } else { false }
    }
  }

  private static func count(_ count: Int) -> String {
    "\(count) \(count == 1 ? "expectation" : "expectations")"
  }

  private static func table(of unmet: [UnmetExpectation]) -> TextTable {
    var table = TextTable(heading: ["place", "cell", "value", "expected", "shown"])
    for item in unmet {
      table.append([
        "\(item.chapter):\(item.expectation.position.line)", item.cell,
        item.expectation.recorded ?? "displayed", item.expectation.text.oneLine,
        item.found?.oneLine ?? "nothing",
      ])
    }
    return table
  }
}

extension String {
  /// The text on one line and no longer than a table has room for.
  fileprivate var oneLine: String { oneLine(atMost: 40) }

  fileprivate func oneLine(atMost length: Int) -> String {
    let line = split(whereSeparator: \.isNewline).joined(separator: " ⏎ ")
    return line.count <= length ? line : line.prefix(length - 1) + "…"
  }
}
