import ArgumentParser
import CUDABackend
import Caching
import Chapters
import Execution
import Foundation
import HTMLReports
import PDFReports
import Pipeline
import Preview
import Synchronization

struct PreviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Show the book in a browser, and follow every change.",
    usage: "convolume preview [<chapter>] [<options>]",
    discussion: """
      Serves the pages on this machine only, prints their address, and watches all that they depend \
      on. What changes is put on the open page at once: the place where you read stays. Mistakes \
      stand where they belong, beside the last good result, until they are mended. Ends with Ctrl-C.

      Nothing is written into the output folder; 'convolume render' does that.

      EXAMPLES:
        convolume preview --browser              the whole book
        convolume preview 03-lenet-5 --to pdf    one chapter first, and its PDF
        convolume preview notes.md --port 4200   one file by itself
      """)

  @Argument(
    help: "A chapter to begin with, a Markdown file by itself, or a project's folder.",
    completion: .file())
  var input: String?

  @Option(help: ArgumentHelp("Where to listen; any free port unless given.", valueName: "number"))
  var port: UInt16 = 0

  @Flag(inversion: .prefixedNo, help: "Open the address in the browser.")
  var browser = false

  @Option(
    name: [.customShort("t"), .long],
    help: ArgumentHelp("'pdf' to have the PDF refreshed as well.", valueName: "formats"))
  var to: Formats?

  @OptionGroup var parameters: ParameterArguments

  @Flag(inversion: .prefixedNo, help: "Reuse the results of cells that have not changed.")
  var cache = true

  @Flag(help: "Print nothing but the address, errors and warnings.")
  var quiet = false

  func run() async throws {
    _ = Machine.mappedFiles
    let display = ProgressDisplay(terminal: TerminalText(), isQuiet: quiet)
    let report = PreviewReport(display: display, opensBrowser: browser, isQuiet: quiet)
    do {
      try await CommandFailure.reported(by: "preview", on: display) {
        try DeviceChoice.check()
        let (project, chapter) = try Project.previewed(input)
        let templates = try Templates.folder(of: project)
        let maker = PreviewMaker(command: self, display: display)
        let session = PreviewSession(
          port: port, first: chapter, script: try Templates.previewScript(beside: templates),
          makers: { try await maker.makers(having: $0) }, tell: { report.tell($0) })
        try await Interruption.cancelling { try await session.run() }
        throw CancellationError()
      }
    }
  }
}
