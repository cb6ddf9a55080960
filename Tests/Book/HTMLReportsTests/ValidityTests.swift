import Foundation
import Testing

/// The pages as an independent reader of HTML sees them.
@Suite(.enabled(if: Tidy.isInstalled, "tidy is not installed"))
struct ValidityTests {
  @Test func `tidy finds no error in any page`() async throws {
    for file in try await SamplePages.files(of: SampleReport.book()) {
      #expect(try Tidy.errors(in: file.bytes) == [], "\(file.path)")
    }
  }
}

/// HTML Tidy, the W3C's old checker: strict about what is open and what is closed.
private enum Tidy {
  static let isInstalled: Bool = {
    func errors(_ body: String) throws -> [String] {
      try Self.errors(in: Array("<!DOCTYPE html><title>t</title>\(body)".utf8))
    }
    // A checker that finds nothing in anything would do for no test.
    do { return try errors("") == [] && errors("<p><nonsense>") != [] } catch {
      return false
    }
  }()

  /// Returns tidy's errors; its warnings know nothing of ARIA and of lengths in SVG.
  static func errors(in page: [UInt8]) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).html")
    try Data(page).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["tidy", "-errors", "-quiet", "--show-warnings", "no", file.path]
    let messages = Pipe()
    process.standardError = messages
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = try messages.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try FileManager.default.removeItem(at: file)
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
