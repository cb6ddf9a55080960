import Foundation

/// A JSON schema of what an author may write, for editors that complete and check it.
///
/// - SeeAlso: JSON Schema, draft 2020-12.
package enum SettingsSchema: String, CaseIterable, Sendable {
  /// The options of a cell, behind `//|`.
  case cell
  /// The settings on top of a chapter.
  case chapter
  /// `_convolume.yml`.
  case book

  /// The schema as JSON, the same each time.
  package var json: String {
    let schema = object.merging([
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Convolume: \(title)",
    ]) { $1 }
    do {
      let data = try JSONSerialization.data(
        withJSONObject: schema, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
      return String(decoding: data, as: UTF8.self) + "\n"
    } catch {
      preconditionFailure("a schema of texts and numbers is JSON: \(error)")
    }
  }

  private var title: String {
    switch self {
    case .cell: "the options of a cell"
    case .chapter: "the settings of a chapter"
    case .book: "the settings of a book"
    }
  }

  private typealias JSON = [String: Any]

  private var object: JSON {
    switch self {
    case .cell: Self.group(Self.cellOptions)
    case .chapter: Self.group(Self.chapterSettings)
    case .book: Self.group(Self.bookSettings)
    }
  }

  private static var cellOptions: JSON {
    CellOptions.table.forms(for: CellOptions()).mapValues(\.schema)
  }

  private static var chapterSettings: JSON {
    var settings: JSON = FrontMatter.table.forms(for: FrontMatter()).mapValues(\.schema)
    settings["execute"] = group(
      cellOptions.filter { !CellOptions.namesOfOneCell.contains($0.key) })
    let word: JSON = ["type": "string"]
    settings["crossref"] = group(FrontMatter.referenceNames.reduce(into: [:]) { $0[$1] = word })
    let parameters: JSON = [
      "type": "object",
      "additionalProperties": ["type": ["boolean", "integer", "number", "string"]],
    ]
    settings["params"] = parameters
    settings["profiles"] = ["type": "object", "additionalProperties": parameters] as JSON
    return settings
  }

  private static var bookSettings: JSON {
    var settings = chapterSettings
    settings["project"] = group(
      BookConfiguration.projectTable.forms(for: BookConfiguration()).mapValues(\.schema))
    settings["book"] = group(
      BookConfiguration.bookTable.forms(for: BookConfiguration()).mapValues(\.schema))
    settings["number-offset"] = ["type": "integer", "minimum": -1, "maximum": 999] as JSON
    settings["draft"] = nil
    return settings
  }

  private static func group(_ properties: JSON) -> JSON {
    ["type": "object", "additionalProperties": false, "properties": properties]
  }
}

extension SettingForm {
  /// The form in the words of JSON Schema; without a type where a reader takes values that have none.
  fileprivate var schema: [String: Any] {
    var schema: [String: Any] = [:]
    let forms = values.flatMap(\.schemas)
    if values.isEmpty || isOpen {
      let words = values.flatMap(\.words)
      if !words.isEmpty { schema["examples"] = words }
    } else if forms.count == 1 {
      schema = forms[0]
    } else {
      schema["anyOf"] = forms.sorted { "\($0)" < "\($1)" }
    }
    if !expected.isEmpty { schema["description"] = expected.joined(separator: "; ") }
    return schema
  }
}

extension SettingForm.Value {
  fileprivate var words: [String] {
    if case .choice(let words) = self { words } else { [] }
  }

  fileprivate var schemas: [[String: Any]] {
    // YAML's scalars are texts where a text is asked for.
    let scalar: [String: Any] = ["type": ["string", "number", "boolean", "null"]]
    switch self {
    case .text: return [scalar]
    case .texts: return [scalar, ["type": "array", "items": scalar]]
    case .flag: return [["type": "boolean"]]
    case .integer(let range):
      var schema: [String: Any] = ["type": "integer"]
      if range.lowerBound > .min { schema["minimum"] = range.lowerBound }
      if range.upperBound < .max { schema["maximum"] = range.upperBound }
      return [schema]
    case .number: return [["type": "number", "exclusiveMinimum": 0]]
    case .choice(let words):
      let values: [Any] = words.map { word in
        switch word {
        case "true": true
        case "false": false
        default: word
        }
      }
      return [["enum": values]]
    case .group: return [["type": "object"]]
    }
  }
}
