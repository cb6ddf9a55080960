import Chapters
import Foundation
import Testing

/// The schema that editors complete from says what the reader of chapters accepts, no less.
@Suite struct SettingsSchemaTests {
  /// A value of JSON, whose kinds are told apart as the standard has them.
  private enum JSON: Hashable, Decodable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSON])
    case group([String: JSON])

    init(_ text: String) throws {
      self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let value = try? container.decode(Bool.self) {
        self = .boolean(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else if let value = try? container.decode(String.self) {
        self = .text(value)
      } else if let value = try? container.decode([JSON].self) {
        self = .list(value)
      } else {
        self = .group(try container.decode([String: JSON].self))
      }
    }

    subscript(name: String) -> JSON? {
      if case .group(let members) = self { members[name] } else { nil }
    }

    var names: Set<String> {
      if case .group(let members) = self { Set(members.keys) } else { [] }
    }

    var items: [JSON]? {
      if case .list(let items) = self { items } else { nil }
    }

    var number: Double? {
      if case .number(let value) = self { value } else { nil }
    }

    /// Whether it is of a type that a schema names.
    func isOf(_ type: JSON) -> Bool {
      switch (type, self) {
      case (.text("boolean"), .boolean), (.text("number"), .number), (.text("string"), .text),
        (.text("array"), .list), (.text("object"), .group), (.text("null"), .null):
        true
      case (.text("integer"), .number(let value)): value == value.rounded()
      default: false
      }
    }
  }

  private func schema(of part: SettingsSchema) throws -> JSON { try JSON(part.json) }

  private func properties(of part: SettingsSchema) throws -> JSON {
    try #require(try schema(of: part)["properties"])
  }

  /// Whether a value is as a schema says, for the few words that ours use.
  private func accepts(_ value: JSON, _ schema: JSON) -> Bool {
    if let any = schema["anyOf"]?.items { return any.contains { accepts(value, $0) } }
    if let values = schema["enum"]?.items { return values.contains(value) }
    if let type = schema["type"] {
      guard (type.items ?? [type]).contains(where: value.isOf) else { return false }
    }
    if let number = value.number {
      if let least = schema["minimum"]?.number, number < least { return false }
      if let most = schema["maximum"]?.number, number > most { return false }
      if let border = schema["exclusiveMinimum"]?.number, number <= border { return false }
    }
    if let items = schema["items"], let list = value.items {
      return list.allSatisfy { accepts($0, items) }
    }
    return true
  }

  /// Values of all kinds, as JSON, which is YAML too.
  private static let values = [
    "true", "false", "1", "4", "0", "-1", "11", "1.5", "\"text\"", "\"default\"", "\"auto\"",
    "\"top\"",
    "\"left\"", "\"50%\"", "\"5m\"", "\"2GB\"", "\"svg\"", "\"light\"", "[\"a\",\"b\"]", "[1,2]",
    "[[1,1],[1]]",
    "{\"a\":\"b\"}", "\"fenced\"", "\"hold\"", "\"en\"", "\"11pt\"", "\"#1f4e79\"", "\"html\"",
  ]

  @Test func `a cell's option may be whatever its reader takes`() throws {
    #expect(try properties(of: .cell).names == CellOptions.names)
    try expectAcceptance(by: .cell) { name, value in
      "```{swift}\n//| \(name): \(value)\n1\n```\n"
    }
  }

  @Test func `a chapter's setting may be whatever its reader takes`() throws {
    #expect(try properties(of: .chapter).names == FrontMatter.names)
    try expectAcceptance(by: .chapter) { name, value in
      "---\n\(name): \(value)\n---\n\n# A title\n\nWords.\n"
    }
  }

  /// Expects a schema to accept each value with which a chapter is read without a word.
  private func expectAcceptance(
    by part: SettingsSchema, in chapter: (_ name: String, _ value: String) -> String
  ) throws {
    let properties = try properties(of: part)
    var tried = 0
    for name in properties.names {
      let schema = try #require(properties[name])
      for value in Self.values {
        let chapter = Chapter.parse(Array(chapter(name, value).utf8), path: "a.md")
        guard chapter.diagnostics.isEmpty else { continue }
        tried += 1
        #expect(accepts(try JSON(value), schema), "\(name): \(value)")
      }
    }
    #expect(tried > 200)
  }

  @Test(arguments: [
    ("eval", "\"yes\""), ("echo", "\"never\""), ("threads", "0"), ("threads", "1.5"),
    ("fig-width", "-1"),
    ("fig-width", "\"wide\""), ("fig-show", "true"), ("cap-location", "\"left\""), ("label", "[1]"),
  ]) func `what the reader refuses is marked, where a type can tell it`(name: String, value: String)
    throws
  {
    let schema = try #require(try properties(of: .cell)[name])
    #expect(!accepts(try JSON(value), schema))
  }

  @Test func `an unknown name is marked, and words to choose from are listed`() throws {
    for part in SettingsSchema.allCases {
      #expect(try schema(of: part)["additionalProperties"] == .boolean(false))
    }
    let cell = try properties(of: .cell)
    let words = ["asis", "hold", "animate", "hide"]
    #expect(cell["fig-show"]?["enum"] == .list(words.map(JSON.text)))
    #expect(cell["timeout"]?["description"] == .text("a time such as 90, 90s, 5m or 1h"))
  }

  @Test func `a book's file has the settings of chapters, and its own`() throws {
    let properties = try properties(of: .book)
    #expect(properties["book"]?["properties"]?.names == BookConfiguration.bookNames)
    #expect(properties["project"]?["properties"]?.names == BookConfiguration.projectNames)
    #expect(properties["execute"] != nil && properties["number-offset"] != nil)
  }
}
