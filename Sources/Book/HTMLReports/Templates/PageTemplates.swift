import Caching
import Chapters
import Foundation
import Mustache

/// The templates of a folder, read and checked: how the pages look.
///
/// The folder holds `page.mustache` and `index.mustache`, any partials that they name, `style.css`
/// and `enhancements.js`. A page that a template asks for in vain would be silently empty in that
/// place, so every name is checked before anything is written.
struct PageTemplates {
  enum Page: String, CaseIterable { case page, index }

  let style: String
  let script: String
  /// Of all that pages are made of here.
  let digest: String
  private let library: MustacheLibrary

  /// Reads and checks the templates in `folder`.
  ///
  /// - Parameters:
  ///   - folder: Its path, as the user knows it.
  ///   - values: The names that templates may use.
  /// - Throws: `Diagnostic` for the first thing missing or wrong, with file and line.
  init(folder: String, values: Set<String>) throws {
    let names = try Self.files(in: folder)
    var library = MustacheLibrary()
    var texts: [String] = []
    let templates = names.filter { $0.hasSuffix(Self.suffix) }.map {
      String($0.dropLast(Self.suffix.count))
    }
    for page in Page.allCases where !templates.contains(page.rawValue) {
      throw Self.missing(page.rawValue + Self.suffix, in: folder)
    }
    for name in templates {
      let file = "\(folder)/\(name)\(Self.suffix)"
      let text = try Self.text(of: file)
      texts += [name, text]
      let check = TemplateCheck(file: file, text: text)
      library.register(try check.parsed(), named: name)
      try check.checkNames(values: values, partials: Set(templates))
    }
    self.library = library
    style = try Self.asset("style.css", of: names, in: folder, mustNotHold: "</style")
    script = try Self.asset("enhancements.js", of: names, in: folder, mustNotHold: "</script")
    digest = try RenderStore.digest(of: texts + [style, script])
  }

  /// Returns the page that `template` makes of `values`.
  func render(_ template: Page, _ values: PageValues) -> String {
    // The initializer made sure that both pages are there.
    library.render(values, withTemplate: template.rawValue) ?? ""
  }

  private static let suffix = ".mustache"

  private static func files(in folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw Diagnostic(
        .error, file: folder, "the folder of HTML templates cannot be read",
        why: error.localizedDescription,
        fix: "name a folder that holds page.mustache, index.mustache and style.css")
    }
  }

  private static func asset(
    _ name: String, of names: [String], in folder: String, mustNotHold end: String
  ) throws -> String {
    guard names.contains(name) else { throw missing(name, in: folder) }
    let file = "\(folder)/\(name)"
    let text = try text(of: file)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if let line = lines.firstIndex(where: { $0.lowercased().contains(end) }) {
      throw Diagnostic(
        .error, file: file, at: SourcePosition(line: line + 1, column: 1),
        "'\(end)' would end the page's element in the middle of the file",
        sourceLine: String(lines[line]), fix: "write it otherwise")
    }
    return text
  }

  private static func text(of file: String) throws -> String {
    do {
      return try String(contentsOfFile: file, encoding: .utf8)
    } catch {
      throw Diagnostic(
        .error, file: file, "the template cannot be read", why: error.localizedDescription,
        fix: "check that it is a UTF-8 text file that you may read")
    }
  }

  private static func missing(_ name: String, in folder: String) -> Diagnostic {
    Diagnostic(
      .error, file: "\(folder)/\(name)", "the template is missing",
      why: "every page is made from it",
      fix: "copy \(name) from the templates/html folder that comes with Convolume")
  }
}
