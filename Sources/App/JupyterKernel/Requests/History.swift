import Foundation

/// What was run in this session, for front ends that offer it again.
package struct History: Sendable {
  private struct Entry {
    var number: Int
    var code: String
    var output: String?
  }

  private var entries: [Entry] = []
  /// The number of this session; there are no others.
  private static let session = 1

  package init() {}

  /// Adds a cell that was run.
  package mutating func append(_ code: String, number: Int, output: String?) {
    entries.append(Entry(number: number, code: code, output: output))
  }

  /// Answers a `history_request`.
  package func answer(to request: JSONValue) -> JSONValue {
    var found: [Entry]
    let limit = request["n"]?.integer
    switch request["hist_access_type"]?.text {
    case "range":
      let session = request["session"]?.integer ?? 0
      // A session may be counted back from this one.
      guard session == Self.session || session == 0 else { return [] }
      let start = request["start"]?.integer ?? 0
      let stop = request["stop"]?.integer ?? .max
      found = entries.filter { $0.number >= start && $0.number < stop }
    case "search":
      let pattern = request["pattern"]?.text ?? "*"
      found = entries.filter { Self.matches($0.code, pattern) }
      if request["unique"]?.boolean ?? false {
        var seen: Set<String> = []
        found = Array(found.reversed().filter { seen.insert($0.code).inserted }.reversed())
      }
      if let limit { found = found.suffix(max(0, limit)) }
    default: found = entries.suffix(max(0, limit ?? entries.count))
    }
    let withOutput = request["output"]?.boolean ?? false
    return .array(
      found.map { entry in
        let code = JSONValue.text(entry.code)
        return [
          .integer(Self.session), .integer(entry.number),
          withOutput ? [code, entry.output.map { .text($0) } ?? .null] : code,
        ]
      })
  }

  /// Whether a whole text is as a pattern has it, in which `*` stands for any text and `?` for any character.
  package static func matches(_ text: String, _ pattern: String) -> Bool {
    let (text, pattern) = (Array(text), Array(pattern))
    // Where the last star stood, and up to where it was taken to reach.
    var (place, want, star, reach) = (0, 0, -1, 0)
    while place < text.count {
      if want < pattern.count, pattern[want] == "*" {
        (star, reach) = (want, place)
        want += 1
      } else if want < pattern.count, pattern[want] == "?" || pattern[want] == text[place] {
        (place, want) = (place + 1, want + 1)
      } else if star >= 0 {
        reach += 1
        (place, want) = (reach, star + 1)
      } else {
        return false
      }
    }
    return pattern[want...].allSatisfy { $0 == "*" }
  }
}
