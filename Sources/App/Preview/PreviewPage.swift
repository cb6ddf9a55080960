import Foundation
import Reports

/// A page as a preview serves it: it knows where its blocks stand in the chapter, and follows what changes.
package enum PreviewPage {
  /// Where the script is served.
  package static let scriptPath = "preview/script.js"
  /// Where states are streamed.
  package static let statesPath = "/preview/states"

  /// Returns the page with its script, its version, and the marks of lines as attributes.
  package static func page(_ file: RenderedFile) -> RenderedFile {
    guard file.path.hasSuffix(".html") else { return file }
    let text = attributing(String(decoding: file.bytes, as: UTF8.self))
    let script = "<script src=\"/\(scriptPath)\" defer></script>\n</head>"
    return RenderedFile(
      path: file.path,
      bytes: Array(text.replacing("</head>", with: script, maxReplacements: 1).utf8))
  }

  /// Turns each `LineMark` into an attribute of the element behind it.
  package static func attributing(_ page: String) -> String {
    let opening = Array("<div class=\"division\" id=\"\(LineMark.prefix)".utf8)
    let ending = Array("</div>".utf8)
    var rest = Array(page.utf8)[...]
    var text: [UInt8] = []
    text.reserveCapacity(rest.count)
    var line: [UInt8]?
    while let start = rest.firstRange(of: opening)?.lowerBound,
      let end = rest[start...].firstRange(of: ending)?.upperBound
    {
      append(rest[..<start], line: line, to: &text)
      line = Array(rest[(start + opening.count)...].prefix { $0 != UInt8(ascii: "\"") })
      rest = rest[end...]
    }
    append(rest, line: line, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends markup; its first element, if it begins with one, gets the line.
  private static func append(_ markup: ArraySlice<UInt8>, line: [UInt8]?, to text: inout [UInt8]) {
    guard let line, let start = markup.firstIndex(where: { $0 > UInt8(ascii: " ") }),
      markup[start] == UInt8(ascii: "<"), let first = markup[start...].dropFirst().first,
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
      let end = markup[start...].firstIndex(where: { " >".utf8.contains($0) })
    else {
      text += markup
      return
    }
    text += markup[..<end]
    text += Array(" data-line=\"".utf8) + line + Array("\"".utf8)
    text += markup[end...]
  }
}
