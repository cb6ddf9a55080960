import Foundation

/// The file that results are written into.
struct ResultsFile {
  struct Failure: Error, CustomStringConvertible {
    var path: String
    var reason: String

    var description: String {
      "\(path): cannot be written: \(reason) Name a file in a folder that is there with --output."
    }
  }

  let path: String

  /// Makes sure that the file can be written; what it holds stays until there are results.
  init(path: String) throws {
    self.path = path
    let file = fopen(path, "a")
    guard let file else {
      throw Failure(path: path, reason: String(cString: strerror(errno)) + ".")
    }
    fclose(file)
  }

  /// Writes results as JSON; a reader finds the old content or the new, never a part.
  func write(_ results: some Encodable) throws {
    do {
      let text = try results.json(isReadable: true) + "\n"
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Failure(path: path, reason: error.localizedDescription)
    }
  }
}
