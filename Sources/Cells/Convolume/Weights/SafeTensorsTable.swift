import Foundation

/// The JSON of a safetensors header.
struct SafeTensorsTable: Decodable {
  private var entries: [String: SafeTensors.Entry] = [:]
  private var nameCount = 0

  private struct Name: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for name in container.allKeys {
      if name.stringValue == "__metadata__" {
        _ = try container.decode([String: String].self, forKey: name)
      } else {
        entries[name.stringValue] = try container.decode(SafeTensors.Entry.self, forKey: name)
      }
    }
    nameCount = container.allKeys.count
  }

  /// Returns the tensors that a header lists.
  static func read(_ header: Data) throws(WeightsError.Problem) -> [String: SafeTensors.Entry] {
    guard header.first == UInt8(ascii: "{"), !header.contains(0) else {
      throw .badHeader(reason: "it does not begin with '{' as JSON in UTF-8")
    }
    let table: SafeTensorsTable
    do {
      table = try JSONDecoder().decode(SafeTensorsTable.self, from: header)
    } catch {
      throw .badHeader(reason: reason(error))
    }
    // Foundation keeps one of two equal names, so they are counted as they are written.
    let written = names(in: Array(header))
    if written.count != table.nameCount {
      var seen = Set<String>()
      throw .repeatedName(written.first { !seen.insert($0).inserted } ?? "?")
    }
    return table.entries
  }

  private static func reason(_ error: any Error) -> String {
    let (what, path): (String, [any CodingKey]) =
      switch error as? DecodingError {
      case .keyNotFound(let key, let context):
        ("it has no '\(key.stringValue)'", context.codingPath)
      case .typeMismatch(_, let context): ("a value is of another kind", context.codingPath)
      case .valueNotFound(_, let context): ("a value is absent", context.codingPath)
      case .dataCorrupted(let context):
        ("it is not JSON, or a number is too large", context.codingPath)
      default: ("\(error)", [])
      }
    return path.first.map { "in '\($0.stringValue)', \(what)" } ?? what
  }

  /// The names inside the outermost braces of a JSON text whose values are all objects.
  private static func names(in json: [UInt8]) -> [String] {
    var names = [String]()
    var depth = 0
    var place = 0
    while place < json.count {
      switch json[place] {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "\""):
        let start = place
        place += 1
        while json[place] != UInt8(ascii: "\"") {
          place += json[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        if depth == 1 { names.append(text(json[start...place])) }
      default: break
      }
      place += 1
    }
    return names
  }

  /// Returns a JSON string without its quotation marks and escapes.
  private static func text(_ quoted: ArraySlice<UInt8>) -> String {
    do {
      return try JSONDecoder().decode(String.self, from: Data(quoted))
    } catch {
      return String(decoding: quoted, as: UTF8.self)
    }
  }
}
