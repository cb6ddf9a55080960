import Foundation

/// What an open page has to know to be up to date: sent whole at each change, so that nothing is lost with a
/// message that was not read.
struct PageState: Encodable, Equatable {
  /// A mistake, and where it belongs.
  struct Problem: Encodable, Equatable {
    /// The path of the page; `nil` for all pages.
    var page: String?
    /// The line of the chapter; `nil` for the whole of it.
    var line: Int?
    var isError: Bool
    /// As the terminal shows it.
    var text: String
  }

  /// What is being done.
  struct Work: Encodable, Equatable {
    var page: String?
    var line: Int?
    var text: String
  }

  /// The version of each file that can be asked for, by its path.
  var files: [String: String] = [:]
  var problems: [Problem] = []
  var work: Work?

  /// The state as an event of a stream.
  var event: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and numbers can always be written, each on one line.
    let json = (try? encoder.encode(self)) ?? Data("{}".utf8)
    return Array("data: ".utf8) + Array(json) + Array("\n\n".utf8)
  }
}
