import Chapters
import Graphics
import Yams

/// A theme file as sections of named settings, read one by one so that each mistake has its name.
final class ThemeSettings {
  private let file: String
  private var sections: [String: [String: Node]] = [:]
  private var read: Set<String> = []

  init(yaml: String, file: String) throws {
    self.file = file
    let root: Node?
    do {
      root = try compose(yaml: yaml)
    } catch {
      throw Diagnostic(.error, file: file, "the theme is not valid YAML: \(error)")
    }
    for (key, value) in root?.mapping ?? [:] {
      var section: [String: Node] = [:]
      for (name, setting) in value.mapping ?? [:] { section[name.string ?? ""] = setting }
      sections[key.string ?? ""] = section
    }
  }

  func text(_ section: String, _ name: String) throws -> String {
    let node = try node(section, name)
    guard let text = node.string, !text.isEmpty else {
      throw mistake("\(section).\(name) must be text.", at: node)
    }
    return text
  }

  func number(_ section: String, _ name: String) throws -> Double {
    let node = try node(section, name)
    guard let number = node.float ?? node.int.map(Double.init), number >= 0 else {
      throw mistake("\(section).\(name) must be a number of points, 0 or more.", at: node)
    }
    return number
  }

  func color(_ section: String, _ name: String) throws -> Color {
    let node = try node(section, name)
    guard let text = node.string, text.hasPrefix("#"), text.count == 7,
      let value = UInt32(text.dropFirst(), radix: 16)
    else {
      throw mistake(
        "\(section).\(name) must be a colour.", at: node, fix: "write it as \"#1f4e79\"")
    }
    return Color(hex: value)
  }

  /// Throws for the first setting that nothing reads, which is most often a misspelt one.
  func rejectUnknown() throws {
    for (section, settings) in sections.sorted(by: { $0.key < $1.key }) {
      for (name, node) in settings.sorted(by: { $0.key < $1.key })
      where !read.contains("\(section).\(name)") {
        throw mistake("\(section).\(name) is not a setting of the PDF theme.", at: node)
      }
    }
  }

  func mistake(_ message: String, at node: Node? = nil, fix: String? = nil) -> Diagnostic {
    let position = node?.mark.map { SourcePosition(line: $0.line, column: $0.column) }
    return Diagnostic(.error, file: file, at: position, message, fix: fix)
  }

  private func node(_ section: String, _ name: String) throws -> Node {
    guard let node = sections[section]?[name] else {
      throw mistake("\(section).\(name) is missing.", fix: "add it under '\(section):'")
    }
    read.insert("\(section).\(name)")
    return node
  }
}
