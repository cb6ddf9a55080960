/// Finished pages in a form in which they can stand in any document, beside others.
///
/// A document's pages refer to fonts, pictures and the structure by numbers that are the document's. Here
/// they count from 1, and it is noted where each number stands. So to put a hundred pages into a book is
/// to copy their bytes; see `JoinedPDF`.
struct PDFSection: Codable, Sendable {
  /// A place that links lead to.
  struct Place: Codable, Sendable {
    /// The bytes of its name.
    var name: [UInt8]
    /// The page's object.
    var page: Int
    /// Where on the page, such as `/XYZ 0 769.89 0`.
    var position: String
  }

  /// A link to a place by its name.
  struct Link: Codable, Sendable {
    /// Where the words `/Dest (name)` stand in the text.
    var place: Int32
    var count: Int32
    /// The bytes of the name.
    var name: [UInt8]
  }

  /// All objects, one behind the other, without their streams.
  var text: [UInt8] = []
  /// Where each object ends in the text.
  var textEnds: [Int32] = []
  /// The streams as they stand in a file, one behind the other.
  var streams: [UInt8] = []
  /// Where each object's stream ends; -1 for an object that is none.
  var streamEnds: [Int32] = []
  /// What a document writes anew, in order, three numbers each: the place in the text, how many bytes, and
  /// the object that is referred to, or `~key` for a key of the structure's parent tree.
  var changes: [Int32] = []

  /// The node that all pages hang on.
  var pageNode = 0
  var pageCount = 0
  /// The root of the structure, for which the document puts an element of its own; 0 for none.
  var structureRoot = 0
  /// The objects of its parts, in order.
  var parts: [Int32] = []
  /// The object for each key of the parent tree, from 0.
  var parents: [Int32] = []
  /// Objects that hold these pages together, and that a document has anew.
  var frame: [Int32] = []
  var places: [Place] = []
  /// In the order of the text.
  var links: [Link] = []
  /// The object of each page that a document replaces by the page's number; none where pages have theirs.
  var folios: [Int32] = []
  /// The object for which a document puts its font of folios; 0 for none.
  var folioFont = 0
  /// The fonts of the first page.
  var fonts: [Int32] = []
  /// What drew the pages, in its own words.
  var producer: [UInt8] = []
}

// MARK: Reading

extension PDFSection {
  /// Reads a whole file that qpdf wrote without streams of objects.
  ///
  /// - Throws: `PDFScanner.Damage` when it is none.
  init(file: [UInt8]) throws {
    try file.withUnsafeBufferPointer { try read($0) }
  }

  private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    let table = try Table(bytes)
    for offset in table.offsets { try readObject(bytes, at: offset) }
    func object(_ number: Int?) throws -> PDFValue {
      guard let number, table.offsets.indices.contains(number - 1) else { return .null }
      var scanner = PDFScanner(bytes, at: try Self.start(of: table.offsets[number - 1], in: bytes))
      return try scanner.value()
    }
    func resolved(_ value: PDFValue) throws -> PDFValue {
      value.target == nil ? value : try object(value.target)
    }
    let catalog = try object(table.trailer["Root"].target)
    let pages = try resolved(catalog["Pages"])
    guard let node = catalog["Pages"].target else { throw PDFScanner.Damage(place: 0) }
    (pageNode, pageCount) = (node, pages["Kids"].items.count)
    for (index, kid) in pages["Kids"].items.enumerated() {
      let page = try resolved(kid)
      let contents = page["Contents"].items
      if contents.count == 2, let folio = contents[1].target { folios.append(Int32(folio)) }
      guard index == 0,
        case .dictionary(let named) = try resolved(try resolved(page["Resources"])["Font"])
      else { continue }
      folioFont = named[Folios.fontName]?.target ?? 0
      fonts = named.values.compactMap(\.target).filter { $0 != folioFont }.sorted().map(Int32.init)
    }
    let tree = try resolved(catalog["StructTreeRoot"])
    structureRoot = catalog["StructTreeRoot"].target ?? 0
    parts = try resolved(tree["K"]).items.compactMap { $0.target.map(Int32.init) }
    try readParents(try resolved(tree["ParentTree"]), resolved)
    let names = try resolved(catalog["Names"])
    try readPlaces(try resolved(names["Dests"]), resolved)
    if case .string(let text) = try resolved(table.trailer["Info"])["Producer"] { producer = text }
    frame = [
      table.trailer["Root"], table.trailer["Info"], catalog["Names"], names["Dests"],
      catalog["StructTreeRoot"], tree["ParentTree"], catalog["Outlines"], catalog["Metadata"],
    ].compactMap { $0.target.map(Int32.init) }
  }

  private mutating func readParents(
    _ node: PDFValue, _ resolved: (PDFValue) throws -> PDFValue
  ) throws {
    for kid in node["Kids"].items { try readParents(try resolved(kid), resolved) }
    let items = try resolved(node["Nums"]).items
    for index in stride(from: 0, to: items.count - 1, by: 2) {
      guard items[index] == .word("\(parents.count)"), let parent = items[index + 1].target else {
        throw PDFScanner.Damage(place: 0)
      }
      parents.append(Int32(parent))
    }
  }

  private mutating func readPlaces(
    _ node: PDFValue, _ resolved: (PDFValue) throws -> PDFValue
  ) throws {
    for kid in node["Kids"].items { try readPlaces(try resolved(kid), resolved) }
    let items = try resolved(node["Names"]).items
    for index in stride(from: 0, to: items.count - 1, by: 2) {
      let target = try resolved(items[index + 1]).items
      guard case .string(let name) = items[index], let page = target.first?.target else {
        throw PDFScanner.Damage(place: 0)
      }
      let position = target.dropFirst().map { value in
        switch value {
        case .name(let name): "/\(name)"
        case .word(let word): word
        default: "null"
        }
      }
      places.append(Place(name: name, page: page, position: position.joined(separator: " ")))
    }
  }

  /// Where the objects of a file stand.
  private struct Table {
    /// Of the objects from 1 on.
    var offsets: [Int] = []
    var trailer: PDFValue

    init(_ bytes: UnsafeBufferPointer<UInt8>) throws {
      let tail = max(0, bytes.count - 64)
      let words = String(decoding: bytes[tail...], as: UTF8.self).split { $0.isWhitespace }
      guard let mark = words.lastIndex(of: "startxref"), mark + 1 < words.count,
        let start = Int(words[mark + 1]), start < bytes.count
      else { throw PDFScanner.Damage(place: tail) }
      var scanner = PDFScanner(bytes, at: start)
      func word() -> String {
        scanner.skipSpaces()
        return scanner.text(scanner.word())
      }
      guard word() == "xref", word() == "0", let count = Int(word()), count > 0 else {
        throw PDFScanner.Damage(place: start)
      }
      for number in 0..<count {
        guard let offset = Int(word()), Int(word()) != nil, word() == (number == 0 ? "f" : "n"),
          offset < bytes.count
        else { throw PDFScanner.Damage(place: scanner.place) }
        if number > 0 { offsets.append(offset) }
      }
      guard word() == "trailer" else { throw PDFScanner.Damage(place: scanner.place) }
      trailer = try scanner.value()
    }
  }

  /// Where the value of an object starts: behind `12 0 obj`.
  private static func start(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) throws -> Int {
    var scanner = PDFScanner(bytes, at: offset)
    for _ in 0..<2 {
      _ = scanner.word()
      scanner.skipSpaces()
    }
    guard scanner.text(scanner.word()) == "obj" else { throw PDFScanner.Damage(place: offset) }
    scanner.skipSpaces()
    return scanner.place
  }

  /// Takes over one object, and notes what in it is the document's.
  private mutating func readObject(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) throws {
    let start = try Self.start(of: offset, in: bytes)
    var scanner = PDFScanner(bytes, at: start)
    let shift = text.count - start
    // The numbers before the current word: of `12 0 R`, the 12 and the 0.
    var numbers: [(place: Int, value: Int)] = []
    var name = ""
    var nameStart = start
    var length = 0
    func note(_ range: Range<Int>, _ change: Int) {
      changes += [Int32(range.lowerBound + shift), Int32(range.count), Int32(change)]
    }
    reading: while true {
      scanner.skipSpaces()
      let place = scanner.place
      guard place < bytes.count else { throw PDFScanner.Damage(place: place) }
      switch bytes[place] {
      case UInt8(ascii: "("):
        if name == "Dest", case .string(let target) = try scanner.value() {
          links.append(
            Link(
              place: Int32(nameStart + shift), count: Int32(scanner.place - nameStart),
              name: target))
        } else {
          try scanner.skipText()
        }
      case UInt8(ascii: "<") where place + 1 < bytes.count && bytes[place + 1] == bytes[place]:
        scanner.place += 2
      case UInt8(ascii: "<"):
        // A text in hexadecimal digits.
        while scanner.next != UInt8(ascii: ">"), scanner.place < bytes.count { scanner.place += 1 }
      case UInt8(ascii: ">"), UInt8(ascii: "["), UInt8(ascii: "]"): scanner.place += 1
      case UInt8(ascii: "/"):
        scanner.place += 1
        let word = scanner.word()
        // Long names are none that matter.
        name = word.count <= 13 ? scanner.text(word) : ""
        nameStart = place
        numbers = []
        continue reading
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let word = scanner.word()
        guard let value = Int(scanner.text(word)) else {
          numbers = []
          continue reading
        }
        if numbers.isEmpty {
          switch name {
          case "StructParents", "StructParent": note(word, ~value)
          case "Length": length = value
          default: break
          }
        }
        if numbers.count == 2 { numbers.removeFirst() }
        numbers.append((place, value))
        continue reading
      default:
        let word = scanner.word()
        switch scanner.text(word) {
        case "R":
          guard numbers.count == 2 else { throw PDFScanner.Damage(place: place) }
          note(numbers[0].place..<word.upperBound, numbers[0].value)
        case "stream":
          try take(bytes, start..<place, streamAt: word.upperBound, length: length)
          return
        case "endobj":
          try take(bytes, start..<place, streamAt: nil, length: 0)
          return
        case "": throw PDFScanner.Damage(place: place)
        default: break
        }
      }
      numbers = []
    }
  }

  private mutating func take(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, streamAt place: Int?, length: Int
  ) throws {
    var end = range.upperBound
    while end > range.lowerBound, PDFScanner.isSpace(bytes[end - 1]) { end -= 1 }
    text.append(contentsOf: bytes[range.lowerBound..<end])
    textEnds.append(Int32(text.count))
    guard var start = place else {
      streamEnds.append(-1)
      return
    }
    if start < bytes.count, bytes[start] == 0x0D { start += 1 }
    start += 1
    guard start + length <= bytes.count else { throw PDFScanner.Damage(place: start) }
    streams.append(contentsOf: bytes[start..<start + length])
    streamEnds.append(Int32(streams.count))
  }
}

// MARK: Parts

extension PDFSection {
  /// Leaves the objects that `object` refers to, itself among them, and nothing else for a document to take.
  func reduced(to object: Int) -> PDFSection {
    var references: [Int: [Int]] = [:]
    var owner = 0
    for change in stride(from: 0, to: changes.count, by: 3) where changes[change + 2] >= 0 {
      while changes[change] >= textEnds[owner] { owner += 1 }
      references[owner + 1, default: []].append(Int(changes[change + 2]))
    }
    var reached: Set<Int> = [object]
    var open = [object]
    while let next = open.popLast() {
      for target in references[next, default: []] where reached.insert(target).inserted {
        open.append(target)
      }
    }
    var part = self
    part.frame = (1...textEnds.count).filter { !reached.contains($0) }.map(Int32.init)
    return part
  }
}
