import Chapters
import Foundation

/// How a source is written in a list, as journals of the field do: authors, title, where, when.
extension BibliographyEntry {
  /// The source in a list by number.
  ///
  /// "Yann LeCun and Yoshua Bengio. Title. Journal 86, 1998."
  func description(_ words: ReportWords) -> [ReportInline] {
    let names = Self.list(authors.map(\.fullName), words)
    return description(names.isEmpty ? [] : [.text(names)], year: year, words)
  }

  /// The source in a list by name.
  ///
  /// "LeCun, Yann and Yoshua Bengio (1998a). Title. Journal 86."
  ///
  /// - Parameters:
  ///   - year: As citations have it.
  ///   - words: The language.
  /// - Returns: The text.
  func description(by year: String?, _ words: ReportWords) -> [ReportInline] {
    var names = authors.map(\.fullName)
    if let first = authors.first { names[0] = first.invertedName }
    let listed = names.isEmpty ? shortAuthors(words) : Self.list(names, words)
    let head = listed + (year.map { " (\($0))" } ?? "")
    return description([.text(head)], year: nil, words, hasTitle: !names.isEmpty)
  }

  private func description(
    _ authors: [ReportInline], year: String?, _ words: ReportWords, hasTitle: Bool = true
  ) -> [ReportInline] {
    var parts = [authors]
    if let title = fields["title"], hasTitle {
      parts.append([isPart ? .text(title) : .emphasis([.text(title)])])
    }
    parts.append(place(year: year, words))
    return Array(
      parts.filter { !$0.isEmpty }.map(Self.closed).joined(separator: [.text(" ")])) + link
  }

  /// The year in which it was published; `nil` when its entry has none.
  var year: String? { fields["year"] ?? fields["date"].map { String($0.prefix(4)) } }

  /// Decides the order of a list by name: authors, then years, then titles.
  var sortKey: [String] {
    let names = authors.isEmpty ? [fields["title"] ?? key] : authors.map(\.invertedName)
    return (names + ["", year ?? "", fields["title"] ?? "", key]).map {
      $0.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    }
  }

  /// With a full stop at its end, where none stands there, and a title does not ask or call.
  private static func closed(_ part: [ReportInline]) -> [ReportInline] {
    part.plainText.last.map { "?!.".contains($0) } == true ? part : part + [.text(".")]
  }

  /// Whether it stands in something larger, whose title is the one to look for.
  private var isPart: Bool { container != nil }

  private var container: String? {
    fields["journal"] ?? fields["journaltitle"] ?? fields["booktitle"]
  }

  /// "*Proceedings of the IEEE* 86(11), 2278–2324, 1998", or "In *ICML*, *a series* 97, 1–9, 2019".
  private func place(year: String?, _ words: ReportWords) -> [ReportInline] {
    var place: [ReportInline] = []
    if let container {
      if fields["booktitle"] != nil { place.append(.text("\(words[.inBook]) ")) }
      place.append(.emphasis([.text(container)]))
    }
    if container != nil, let series = fields["series"] {
      place += [.text(", "), .emphasis([.text(series)])]
    }
    let number = fields["number"].map { "(\($0))" } ?? ""
    let volume = (fields["volume"] ?? "") + number
    if !volume.isEmpty { place.append(.text(place.isEmpty ? volume : " \(volume)")) }
    let publisher =
      fields["publisher"] ?? fields["school"] ?? fields["institution"] ?? fields["howpublished"]
    for part in [fields["pages"], publisher, year].compactMap(\.self) {
      place.append(.text(place.isEmpty ? part : ", \(part)"))
    }
    return place
  }

  /// Where it can be read, behind a space; empty when nothing says that.
  private var link: [ReportInline] {
    let place: (text: String, address: String)? =
      if let doi = fields["doi"].map(Self.withoutResolver) {
        ("doi:\(doi)", "https://doi.org/\(doi)")
      } else if let eprint = fields["eprint"] {
        ("arXiv:\(eprint)", "https://arxiv.org/abs/\(eprint)")
      } else {
        fields["url"].map { ($0, $0) }
      }
    return place.map { text, address in
      [.text(" "), .link(target: .web(address), content: [.text(text)])]
    } ?? []
  }

  /// The identifier alone of one that is written as a link.
  private static func withoutResolver(_ doi: String) -> String {
    String(doi.trimmingPrefix(/(https?:\/\/(dx\.)?doi\.org\/|doi:)/))
  }

  /// "LeCun et al.", as a sentence names the source.
  func shortAuthors(_ words: ReportWords) -> String {
    let names = authors.map(\.familyName)
    switch names.count {
    case 0: return fields["title"] ?? key
    case 1, 2: return Self.list(names, words)
    default: return "\(names[0]) et al."
    }
  }

  /// "A, B and C"; of more than six, the first three.
  private static func list(_ names: [String], _ words: ReportWords) -> String {
    guard names.count <= 6 else { return names[..<3].joined(separator: ", ") + " et al." }
    guard names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " \(words[.and]) " + (names.last ?? "")
  }
}

extension BibliographyEntry.Person {
  fileprivate var fullName: String {
    givenNames.isEmpty ? familyName : "\(givenNames) \(familyName)"
  }

  fileprivate var invertedName: String {
    givenNames.isEmpty ? familyName : "\(familyName), \(givenNames)"
  }
}
