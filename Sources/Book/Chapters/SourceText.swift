/// A file of the author's: its path, and its lines for finding and quoting places.
package struct SourceText: Hashable, Sendable {
  /// The path as the user knows it.
  package var path: String
  /// Line 1 is `lines[0]`; line ends are left off.
  package var lines: [String]

  /// Splits `text` at `\n`, `\r\n` and `\r`; a byte order mark is dropped.
  package init(_ text: String, path: String) {
    self.path = path
    lines = []
    var line: [UInt8] = []
    var endsWithReturn = false
    for byte in text.hasPrefix("\u{FEFF}") ? text.dropFirst().utf8 : text[...].utf8 {
      defer { endsWithReturn = byte == 0x0D }
      switch byte {
      case 0x0A where endsWithReturn: continue
      case 0x0A, 0x0D:
        lines.append(String(decoding: line, as: UTF8.self))
        line.removeAll(keepingCapacity: true)
      default: line.append(byte)
      }
    }
    if !line.isEmpty { lines.append(String(decoding: line, as: UTF8.self)) }
  }

  /// Reads the bytes of a file.
  ///
  /// - Throws: A `Diagnostic` that names the first byte which is not UTF-8.
  package init(_ bytes: [UInt8], path: String) throws(Diagnostic) {
    guard let offset = Self.firstInvalidOffset(in: bytes) else {
      self.init(String(decoding: bytes, as: UTF8.self), path: path)
      return
    }
    let before = Self(String(decoding: bytes[..<offset], as: UTF8.self) + "|", path: path)
    let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    let value = String(bytes[offset], radix: 16, uppercase: true)
    throw Diagnostic(
      .error, file: path,
      at: SourcePosition(line: before.lines.count, column: before.lines.last?.count ?? 1),
      "the file is not UTF-8: byte 0x\(value.count < 2 ? "0" : "")\(value) at offset \(offset)"
        + " belongs to no character",
      fix: isUTF16
        ? "save the file as UTF-8; it seems to be UTF-16"
        : "save the file as UTF-8, or convert it with 'iconv -f LATIN1 -t UTF-8'")
  }

  private static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
    var parser = UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded): offset += encoded.count
      case .emptyInput: return nil
      case .error: return offset
      }
    }
  }

  /// The text of line `number`, counted from 1.
  package func line(_ number: Int) -> String? {
    lines.indices.contains(number - 1) ? lines[number - 1] : nil
  }

  /// Where `text` stands on the line of `position`, there or behind it.
  package func place(of text: String, from position: SourcePosition) -> SourcePosition? {
    guard let line = line(position.line),
      let range = line.dropFirst(position.column - 1).firstRange(of: text)
    else { return nil }
    let column = line.distance(from: line.startIndex, to: range.lowerBound) + 1
    return SourcePosition(line: position.line, column: column)
  }

  /// Returns a diagnostic that quotes the line at `position`.
  package func diagnostic(
    _ severity: Diagnostic.Severity, at position: SourcePosition?, length: Int = 1,
    _ message: String, why: String? = nil, fix: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      severity, file: path, at: position, length: length, message,
      sourceLine: position.flatMap { line($0.line) }, why: why, fix: fix)
  }
}
