import Foundation

/// Text in lines of fields that commas divide.
///
/// - SeeAlso: RFC 4180: a field in quotation marks may hold commas, line ends, and doubled quotation marks.
enum CommaSeparated {
  struct Record: Equatable {
    /// Where it starts, from 1.
    var line: Int
    var fields: [String]
  }

  /// Returns the lines that are not empty; spaces around a field that is not quoted do not count.
  static func records(in text: String) -> [Record] {
    var records: [Record] = []
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var wasQuoted = false
    var (line, start) = (1, 1)
    func trimmed() -> String {
      wasQuoted ? field : field.trimmingCharacters(in: .whitespaces)
    }
    func endField() {
      fields.append(trimmed())
      (field, wasQuoted) = ("", false)
    }
    func endRecord() {
      endField()
      if fields != [""] { records.append(Record(line: start, fields: fields)) }
      fields = []
    }
    var rest = Substring(text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...])
    while let character = rest.popFirst() {
      if character.isNewline { line += 1 }
      if isQuoted {
        if character != "\"" {
          field.append(character)
        } else if rest.first == "\"" {
          field.append(rest.removeFirst())
        } else {
          isQuoted = false
        }
      } else if character == "\"", field.allSatisfy(\.isWhitespace) {
        (field, isQuoted, wasQuoted) = ("", true, true)
      } else if character == "," {
        endField()
      } else if character.isNewline {
        endRecord()
        start = line
      } else if !(wasQuoted && character == " ") {
        field.append(character)
      }
    }
    if !field.isEmpty || !fields.isEmpty || wasQuoted { endRecord() }
    return records
  }
}
