import Foundation
import Reports

/// A page as a preview serves it: it knows where its blocks stand in the chapter, and follows what changes.
package enum PreviewPage {
  /// Where the script is served.
  package static let scriptPath = "preview/script.js"
  /// Where states are streamed.
  package static let statesPath = "/preview/states"

  /// Returns the page with its script, and the marks of lines as attributes.
  package static func page(_ file: RenderedFile) -> RenderedFile {
    guard file.path.hasSuffix(".html") else { return file }
    var bytes = attributing(file.bytes)
    if let end = bytes.range(of: Array("</head>".utf8), from: 0) {
      let script = "<script src=\"/\(scriptPath)\" defer></script>\n"
      bytes.insert(contentsOf: Array(script.utf8), at: end.lowerBound)
    }
    return RenderedFile(path: file.path, bytes: bytes)
  }

  /// Turns each `LineMark` into an attribute of the element behind it.
  package static func attributing(_ page: [UInt8]) -> [UInt8] {
    let opening = Array("<div class=\"division\" id=\"\(LineMark.prefix)".utf8)
    let ending = Array("</div>".utf8)
    var start = 0
    var text: [UInt8] = []
    text.reserveCapacity(page.count)
    var line: ArraySlice<UInt8>?
    while let mark = page.range(of: opening, from: start),
      let end = page.range(of: ending, from: mark.upperBound)
    {
      append(page[start..<mark.lowerBound], line: line, to: &text)
      line = page[mark.upperBound...].prefix { $0 != UInt8(ascii: "\"") }
      start = end.upperBound
    }
    append(page[start...], line: line, to: &text)
    return text
  }

  /// Appends markup; its first element, if it begins with one, gets the line.
  private static func append(
    _ markup: ArraySlice<UInt8>, line: ArraySlice<UInt8>?, to text: inout [UInt8]
  ) {
    guard let line, let start = markup.firstIndex(where: { $0 > UInt8(ascii: " ") }),
      markup[start] == UInt8(ascii: "<"), let first = markup[start...].dropFirst().first,
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
      let end = markup[start...].firstIndex(where: {
        $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ">")
      })
    else {
      text += markup
      return
    }
    text += markup[..<end]
    text += Array(" data-line=\"".utf8) + line + Array("\"".utf8)
    text += markup[end...]
  }
}

extension [UInt8] {
  /// Finds a pattern; Foundation's way takes a hundred times as long on a page of some megabytes.
  fileprivate func range(of pattern: [UInt8], from start: Int) -> Range<Int>? {
    guard let first = pattern.first else { return nil }
    return withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return nil }
      var place = start
      while place + pattern.count <= count,
        let found = memchr(base + place, Int32(first), count - place - pattern.count + 1)
      {
        place = UnsafeRawPointer(found) - base
        if memcmp(found, pattern, pattern.count) == 0 { return place..<(place + pattern.count) }
        place += 1
      }
      return nil
    }
  }
}
