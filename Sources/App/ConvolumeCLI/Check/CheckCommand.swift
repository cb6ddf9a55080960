import ArgumentParser
import Foundation

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say what this machine has and what is missing.",
    discussion: """
      Looks at the Swift compiler and our worker, OpenBLAS (build, core type, threads), Cairo and \
      Pango, the templates and their fonts, hyphenation, and the data sets.

      What is missing is reported with the command that gets it. Exits with 1 when something is missing that a render needs. Warnings are about what it can \
      do without.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(help: "How to write what was found.")
  var output = Format.text

  func run() async throws {
    let report = CheckReport(findings: await MachineCheck().findings())
    switch output {
    case .text: print(report.text(on: TerminalText(on: .standardOutput)))
    case .json: print(try report.json())
    }
    guard report.isReady else { throw ExitCode(1) }
  }
}
