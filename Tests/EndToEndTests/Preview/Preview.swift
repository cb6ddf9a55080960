import Foundation
import TestSupport

/// `convolume preview` of a small book, running until the test lets go of it.
final class Preview {
  let book: Book
  let run: Tool.Run
  let port: UInt16
  let processes = MarkedProcesses()

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Starts a preview and waits until it listens.
  convenience init(_ chapters: [String: String], _ arguments: String...) throws {
    try self.init(of: Book(chapters), arguments)
  }

  /// Starts a preview of a book that is there, and waits until it listens.
  init(of book: Book, _ arguments: [String] = []) throws {
    self.book = book
    run = try Book.convolume.start(
      ["preview"] + arguments, in: book.folder.url, environment: processes.environment)
    var port: UInt16?
    _ = run.hasSaid(where: { errors in
      guard let match = errors.firstMatch(of: #/preview: http://127\.0\.0\.1:(\d+)/\n/#) else {
        return false
      }
      port = UInt16(match.1)
      return true
    })
    guard let port else { throw Failure(description: try run.wait().errors) }
    self.port = port
  }

  deinit { run.kill() }

  var address: String { "http://127.0.0.1:\(port)/" }

  /// Replaces text in a chapter, in one step as most editors do.
  func edit(_ chapter: String, _ old: String, to new: String) throws {
    let path = "chapters/\(chapter)"
    let text = try book.folder.text(of: path)
    guard text.contains(old) else { throw Failure(description: "no '\(old)' in \(chapter)") }
    try write(text.replacing(old, with: new, maxReplacements: 1), to: path)
  }

  func write(_ text: String, to path: String) throws {
    try book.folder.write(text, to: path + "~")
    let folder = book.folder.url
    guard
      rename(folder.appending(path: path + "~").path, folder.appending(path: path).path) == 0
    else { throw Failure(description: "\(path) could not be renamed") }
  }

  /// Opens a page of the book in a browser, when it is made.
  func browse(_ page: String) throws -> Browser {
    guard run.hasSaid("pages made in") else { throw Failure(description: try run.wait().errors) }
    let browser = try Browser()
    try browser.open(address + "html/\(page).html")
    try browser.wait(until: "document.documentElement.dataset.previewVersion")
    return browser
  }
}
