/// Marks as artifacts whatever on a page belongs to no element of the structure: running heads,
/// folios, rules and tinted boxes.
///
/// Cairo 1.16 writes a page's operators in lines. Content of the structure stands between
/// `/P << /MCID 0 >> BDC` and `EMC`; the lines outside get `/Artifact BMC` and `EMC` around them.
/// Sequences without an MCID, such as the letters of a ligature, stay with what is around them.
///
/// - SeeAlso: ISO 32000-1:2008, 14.6 and 14.8.2.2.
package enum ArtifactMarks {
  package static func added(to content: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(content.count + 1024)
    var depth = 0
    var isInArtifact = false
    func append(_ line: some Sequence<UInt8>) {
      result.append(contentsOf: line)
      result.append(UInt8(ascii: "\n"))
    }
    func leaveArtifact() {
      if isInArtifact { append("EMC".utf8) }
      isInArtifact = false
    }
    for line in content.split(separator: UInt8(ascii: "\n")) {
      let opens =
        line.suffix(4).elementsEqual(" BDC".utf8) || line.suffix(4).elementsEqual(" BMC".utf8)
      if depth == 0, opens, hasNumber(line) {
        leaveArtifact()
      } else if depth == 0, !isInArtifact {
        append("/Artifact BMC".utf8)
        isInArtifact = true
      }
      append(line)
      if opens { depth += 1 }
      if line.elementsEqual("EMC".utf8) { depth -= 1 }
    }
    leaveArtifact()
    return result
  }

  /// Whether `line` names an element's content, as `/P << /MCID 0 >> BDC` does.
  private static func hasNumber(_ line: ArraySlice<UInt8>) -> Bool {
    var rest = line
    while let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
      rest = rest[(slash + 1)...]
      if rest.starts(with: "MCID".utf8) { return true }
    }
    return false
  }
}
