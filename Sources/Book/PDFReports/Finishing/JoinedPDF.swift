import CairoGraphics
import Digests

/// One document of several sections.
///
/// A section may stand in several documents: each gives its pages their numbers, and leads links to places
/// that it has not to the file that has them.
///
/// The objects of all sections get numbers of one row; the pages, the structure, the places and the
/// outline get roots that hold them together. What is no stream is packed into streams of objects, as
/// qpdf does it.
///
/// Nothing that was drawn is read again, for which a library such as qpdf would need a tenth of a second
/// in a book of seventy pages.
///
/// - SeeAlso: ISO 32000-1:2008, 7.5.7 and 7.5.8.
struct JoinedPDF {
  /// A line of the outline that viewers show beside the pages.
  struct OutlineEntry {
    var title: String
    /// The name of the place that it leads to.
    var destination: String
    /// Whether the lines below show at first.
    var isOpen = false
    var entries: [OutlineEntry] = []

    /// How many lines show below this one when it is open.
    fileprivate var visibleCount: Int {
      entries.reduce(entries.count) { $0 + ($1.isOpen ? $1.visibleCount : 0) }
    }
  }

  /// A section in its place.
  struct Part {
    var section: PDFSection
    /// The number of its first page.
    var firstFolio: Int
  }

  /// The first comment tells programs that the file is none of text.
  private var bytes = Array("%PDF-1.5\n%".utf8) + [0xBF, 0xF7, 0xA2, 0xFE, 0x0A]
  /// Where each object stands, from object 0: an offset, or the stream of objects and the place in it.
  private var places: [Location] = [.free]
  /// Objects that wait for their stream: numbers, where each starts, and their text.
  private var packed: [Int] = []
  private var packedStarts: [Int] = []
  private var packedText: [UInt8] = []

  private enum Location {
    case free
    case offset(Int)
    case packed(stream: Int, index: Int)
  }

  /// The objects that hold a document together.
  private enum Root: Int, CaseIterable {
    case catalog = 1, information, metadata, pages, structure, document, parents, places, outline
  }

  private let folios: Folios
  /// The document's font of folios.
  private var folioFont = 0
  /// The file that has a place which is not in the document.
  private let fileOfPlace: (_ name: [UInt8]) -> String?

  /// Writes a document; equal parts and properties make equal bytes.
  ///
  /// - Parameters:
  ///   - parts: The pages.
  ///   - folios: Numbers them.
  ///   - outline: What viewers show beside them.
  ///   - properties: What the document says of itself.
  ///   - fileOfPlace: Returns the file, by its name, that has a place which is in no part.
  /// - Returns: The document's bytes.
  static func bytes(
    of parts: [Part], numberedBy folios: Folios, outline: [OutlineEntry],
    properties: PDFProperties, fileOfPlace: @escaping (_ name: [UInt8]) -> String?
  ) -> [UInt8] {
    var file = JoinedPDF(folios: folios, fileOfPlace: fileOfPlace)
    file.write(parts, outline: outline, properties: properties)
    return file.bytes
  }

  private init(folios: Folios, fileOfPlace: @escaping (_ name: [UInt8]) -> String?) {
    self.folios = folios
    self.fileOfPlace = fileOfPlace
  }

  private mutating func write(
    _ parts: [Part], outline: [OutlineEntry], properties: PDFProperties
  ) {
    places += Root.allCases.map { _ in .free }
    let sections = parts.map(\.section)
    bytes.reserveCapacity(sections.reduce(1 << 16) { $0 + $1.streams.count + $1.text.count })
    writeRoots(properties, producer: sections.first?.producer ?? [], hasOutline: !outline.isEmpty)
    if !outline.isEmpty { writeOutline(outline) }
    writeFolioFont()
    let known = Set(sections.flatMap { $0.places.map(\.name) })
    var nodes: [Int] = []
    var elements: [Int] = []
    var parents: [Int] = []
    var destinations: [(name: [UInt8], target: String)] = []
    for part in parts {
      let section = part.section
      let numbers = numbers(for: section)
      let leadsOut = section.links.filter { !known.contains($0.name) }
      write(part, as: numbers, firstKey: parents.count, leadingOut: leadsOut)
      nodes.append(numbers[section.pageNode])
      elements += section.parts.map { numbers[Int($0)] }
      parents += section.parents.map { numbers[Int($0)] }
      destinations += section.places.map {
        ($0.name, "[ \(numbers[$0.page]) 0 R \($0.position) ]")
      }
    }
    func list(_ objects: [Int]) -> String { objects.map { "\($0) 0 R" }.joined(separator: " ") }
    let count = sections.reduce(0) { $0 + $1.pageCount }
    pack(.pages, "<< /Count \(count) /Kids [ \(list(nodes)) ] /Type /Pages >>")
    let root = Root.structure.rawValue
    pack(
      .document, "<< /K [ \(list(elements)) ] /P \(root) 0 R /S /Document /Type /StructElem >>")
    let keys = parents.enumerated().map { "\($0) \($1) 0 R" }.joined(separator: " ")
    pack(.parents, "<< /Nums [ \(keys) ] >>")
    destinations.sort { $0.name.lexicographicallyPrecedes($1.name) }
    let names = destinations.map { "\(PDFText.literal($0.name)) \($0.target)" }
    pack(.places, "<< /Names [ \(names.joined(separator: " ")) ] >>")
    finish()
  }

  private mutating func writeRoots(
    _ properties: PDFProperties, producer: [UInt8], hasOutline: Bool
  ) {
    func reference(_ root: Root) -> String { "\(root.rawValue) 0 R" }
    let metadata = Array(properties.metadata.utf8)
    let dictionary = "<< /Length \(metadata.count) /Subtype /XML /Type /Metadata >>"
    writeStream(Root.metadata.rawValue, Array(dictionary.utf8), metadata[...])
    pack(
      .catalog,
      "<< /Lang \(PDFText.literal(properties.language)) /MarkInfo << /Marked true >>"
        + " /Metadata \(reference(.metadata)) /Names << /Dests \(reference(.places)) >>"
        + (hasOutline ? " /Outlines \(reference(.outline))" : "")
        + " /Pages \(reference(.pages)) /StructTreeRoot \(reference(.structure)) /Type /Catalog"
        + " /ViewerPreferences << /DisplayDocTitle true >> >>")
    pack(.information, properties.information(producer: producer))
    pack(
      .structure,
      "<< /K \(reference(.document)) /ParentTree \(reference(.parents)) /Type /StructTreeRoot >>")
  }

  private mutating func writeOutline(_ entries: [OutlineEntry]) {
    let root = Root.outline.rawValue
    let ends = writeOutline(entries, below: root)
    let top = OutlineEntry(title: "", destination: "", entries: entries)
    pack(root, "<< /Count \(top.visibleCount) \(ends) /Type /Outlines >>")
  }

  /// Writes lines of the outline; returns what their parent says of them.
  private mutating func writeOutline(_ entries: [OutlineEntry], below parent: Int) -> String {
    let numbers = entries.map { _ in newNumber() }
    for (index, entry) in entries.enumerated() {
      var fields = "/Dest \(PDFText.literal(Array(entry.destination.utf8))) /Parent \(parent) 0 R"
      if index > 0 { fields += " /Prev \(numbers[index - 1]) 0 R" }
      if index + 1 < numbers.count { fields += " /Next \(numbers[index + 1]) 0 R" }
      if !entry.entries.isEmpty {
        let count = entry.isOpen ? entry.visibleCount : -entry.visibleCount
        fields += " /Count \(count) \(writeOutline(entry.entries, below: numbers[index]))"
      }
      pack(numbers[index], "<< \(fields) /Title \(PDFText.literal(entry.title)) >>")
    }
    return "/First \(numbers.first ?? 0) 0 R /Last \(numbers.last ?? 0) 0 R"
  }

  // MARK: Sections

  private mutating func newNumber() -> Int {
    places.append(.free)
    return places.count - 1
  }

  /// The document's number of each object of a section, from object 0.
  private mutating func numbers(for section: PDFSection) -> [Int] {
    var numbers = [Int](repeating: 0, count: section.textEnds.count + 1)
    let frame = Set(section.frame)
    for object in 1..<numbers.count where !frame.contains(Int32(object)) {
      numbers[object] = newNumber()
    }
    if section.structureRoot > 0 { numbers[section.structureRoot] = Root.document.rawValue }
    if section.folioFont > 0 { numbers[section.folioFont] = folioFont }
    return numbers
  }

  private mutating func writeFolioFont() {
    let numbers = numbers(for: folios.section)
    folioFont = numbers[folios.font]
    write(
      Part(section: folios.section, firstFolio: 0), as: numbers, firstKey: 0, leadingOut: [])
  }

  /// Writes the objects of a section.
  ///
  /// - Parameters:
  ///   - part: The section in its place.
  ///   - numbers: The document's number of each of its objects.
  ///   - firstKey: The document's key of its first element in the tree of parents.
  ///   - leadsOut: The links to places that the document has not, in the order of the text.
  private mutating func write(
    _ part: Part, as numbers: [Int], firstKey: Int, leadingOut leadsOut: [PDFSection.Link]
  ) {
    let section = part.section
    let folios = Dictionary(
      uniqueKeysWithValues: section.folios.enumerated().map { (Int($1), part.firstFolio + $0) })
    let frame = Set(section.frame + (section.folioFont > 0 ? [Int32(section.folioFont)] : []))
    var links = leadsOut[...]
    var start = 0
    var streamStart = 0
    var change = 0
    for index in section.textEnds.indices {
      let end = Int(section.textEnds[index])
      var text: [UInt8] = []
      text.reserveCapacity(end - start + 32)
      var place = start
      func copy(upTo next: Int, passingOver count: Int32) {
        text += section.text[place..<next]
        place = next + Int(count)
      }
      while true {
        let nextChange =
          change < section.changes.count ? Int(section.changes[change]) : section.text.count
        if let link = links.first, Int(link.place) < min(nextChange, end) {
          copy(upTo: Int(link.place), passingOver: link.count)
          text += target(of: link)
          links.removeFirst()
        } else if nextChange < end {
          copy(upTo: nextChange, passingOver: section.changes[change + 1])
          let value = Int(section.changes[change + 2])
          text += value < 0 ? "\(firstKey + ~value)".utf8 : "\(numbers[value]) 0 R".utf8
          change += 3
        } else {
          break
        }
      }
      copy(upTo: end, passingOver: 0)
      start = end
      let streamEnd = Int(section.streamEnds[index])
      let isFrame = frame.contains(Int32(index + 1))
      if index + 1 == section.pageNode {
        text.insert(contentsOf: " /Parent \(Root.pages.rawValue) 0 R".utf8, at: 2)
      }
      if streamEnd >= 0 {
        if let folio = folios[index + 1] {
          let content = self.folios.content(folio)
          writeStream(
            numbers[index + 1], Array("<< /Length \(content.count) >>".utf8), content[...])
        } else if !isFrame {
          writeStream(numbers[index + 1], text, section.streams[streamStart..<streamEnd])
        }
        streamStart = streamEnd
      } else if !isFrame {
        pack(numbers[index + 1], text)
      }
    }
  }

  /// What a link to a place of another file says; nothing where no file has it.
  private func target(of link: PDFSection.Link) -> [UInt8] {
    guard let file = fileOfPlace(link.name) else { return [] }
    return Array(
      "/A << /D \(PDFText.literal(link.name)) /F \(PDFText.literal(file)) /S /GoToR >>".utf8)
  }

  // MARK: Objects

  private mutating func writeStream(
    _ number: Int, _ dictionary: [UInt8], _ content: ArraySlice<UInt8>
  ) {
    places[number] = .offset(bytes.count)
    bytes += "\(number) 0 obj\n".utf8
    bytes += dictionary
    bytes += "\nstream\n".utf8
    bytes += content
    bytes += "\nendstream\nendobj\n".utf8
  }

  private mutating func pack(_ root: Root, _ text: String) { pack(root.rawValue, text) }

  private mutating func pack(_ number: Int, _ text: String) { pack(number, Array(text.utf8)) }

  /// As many as qpdf puts into one stream.
  private static let mostPacked = 100

  private mutating func pack(_ number: Int, _ text: [UInt8]) {
    packed.append(number)
    packedStarts.append(packedText.count)
    packedText += text
    packedText.append(UInt8(ascii: "\n"))
    if packed.count == Self.mostPacked { writePacked() }
  }

  private mutating func writePacked() {
    guard !packed.isEmpty else { return }
    let stream = newNumber()
    for (index, number) in packed.enumerated() {
      places[number] = .packed(stream: stream, index: index)
    }
    let table = zip(packed, packedStarts).map { "\($0) \($1)" }.joined(separator: " ") + "\n"
    let content = zlibStream(Array(table.utf8) + packedText)
    let dictionary =
      "<< /Filter /FlateDecode /First \(table.utf8.count) /Length \(content.count) /N \(packed.count)"
      + " /Type /ObjStm >>"
    writeStream(stream, Array(dictionary.utf8), content[...])
    (packed, packedStarts, packedText) = ([], [], [])
  }

  /// Writes the table of all objects.
  private mutating func finish() {
    writePacked()
    let identifier = SHA256.hexadecimal(of: bytes).prefix(32)
    let start = bytes.count
    let number = newNumber()
    places[number] = .offset(start)
    var table: [UInt8] = []
    func append(_ kind: UInt8, _ first: Int, _ second: Int) {
      table.append(kind)
      table += (0..<4).reversed().map { UInt8(truncatingIfNeeded: first >> (8 * $0)) }
      table += [UInt8(truncatingIfNeeded: second >> 8), UInt8(truncatingIfNeeded: second)]
    }
    for place in places {
      switch place {
      case .free: append(0, 0, 65535)
      case .offset(let offset): append(1, offset, 0)
      case .packed(let stream, let index): append(2, stream, index)
      }
    }
    let content = zlibStream(table)
    let dictionary =
      "<< /Filter /FlateDecode /ID [<\(identifier)><\(identifier)>]"
      + " /Info \(Root.information.rawValue) 0 R /Length \(content.count)"
      + " /Root \(Root.catalog.rawValue) 0 R /Size \(places.count) /Type /XRef /W [ 1 4 2 ] >>"
    writeStream(number, Array(dictionary.utf8), content[...])
    bytes += "startxref\n\(start)\n%%EOF\n".utf8
  }
}
