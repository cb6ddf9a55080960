import Foundation
import TestSupport
import Testing

/// A PDF that other people's programs read.
struct RenderedPDF {
  let folder: TemporaryFolder

  init(_ bytes: [UInt8]) throws {
    folder = try TemporaryFolder()
    try folder.write(Data(bytes), to: "file.pdf")
  }

  func read(with tool: String, _ options: [String] = [], then more: [String] = []) throws -> String
  {
    let tool = try #require(Tool.installed(tool))
    let outcome = try tool.run(options + ["file.pdf"] + more, in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.output
  }

  /// The text of each page.
  func pages() throws -> [String] {
    try read(with: "pdftotext", ["-layout"], then: ["-"]).split(separator: "\u{0C}").map(
      String.init)
  }

  func information(_ name: String) throws -> String? {
    try read(with: "pdfinfo").split(separator: "\n").first { $0.hasPrefix(name + ":") }
      .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
  }
}
