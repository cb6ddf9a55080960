/// A Jupyter notebook as its file holds it, in nbformat 4.5.
///
/// Texts are arrays of lines, each with its line end but for the last, so that two versions of a
/// notebook can be compared line by line.
///
/// - SeeAlso: Project Jupyter, *The notebook file format*, version 4.5.
struct Notebook: Encodable {
  var metadata = Metadata()
  var nbformat = 4
  var nbformatMinor = 5
  var cells: [Cell] = []

  struct Metadata: Encodable {
    var title: String?
    var keywords: [String]?
    /// The kernel that `convolume kernel install` registers.
    var kernelspec = [
      "display_name": "Swift (Convolume)", "language": "swift", "name": "convolume",
    ]
    var languageInfo = [
      "file_extension": ".swift", "mimetype": "text/x-swift", "name": "swift",
    ]

    enum CodingKeys: String, CodingKey {
      case title, keywords, kernelspec
      case languageInfo = "language_info"
    }
  }

  struct Cell: Encodable {
    enum Kind: String, Encodable { case code, markdown }

    var kind: Kind
    /// Unique in the notebook: 1 to 64 letters, digits, hyphens and underscores.
    var id: String
    var metadata = CellMetadata()
    var source: [String]
    /// Pictures that a Markdown cell shows, by name and then by media type.
    var attachments: [String: [String: [String]]]?
    /// Of a code cell: its place among those that were run, from 1.
    var executionCount: Int?
    /// Of a code cell.
    var outputs: [Output]?

    enum CodingKeys: String, CodingKey {
      case kind = "cell_type"
      case id, metadata, source, attachments, outputs
      case executionCount = "execution_count"
    }
  }

  struct CellMetadata: Encodable {
    /// Whether the code is folded away.
    var isSourceHidden = false
    /// Whether what it shows is.
    var areOutputsHidden = false
    /// Jupyter's own, and any that the author gave the cell.
    var tags: [String] = []

    enum CodingKeys: String, CodingKey { case jupyter, tags }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      var hidden: [String: Bool] = [:]
      if isSourceHidden { hidden["source_hidden"] = true }
      if areOutputsHidden { hidden["outputs_hidden"] = true }
      if !hidden.isEmpty { try container.encode(hidden, forKey: .jupyter) }
      if !tags.isEmpty { try container.encode(tags, forKey: .tags) }
    }
  }

  enum Output: Encodable {
    case stream(name: String, text: [String])
    /// A value in several forms, by media type.
    case display([String: [String]])
    case error(name: String, value: String, traceback: [String])

    private enum CodingKeys: String, CodingKey {
      case kind = "output_type"
      case name, text, data, metadata, ename, evalue, traceback
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      switch self {
      case .stream(let name, let text):
        try container.encode("stream", forKey: .kind)
        try container.encode(name, forKey: .name)
        try container.encode(text, forKey: .text)
      case .display(let data):
        try container.encode("display_data", forKey: .kind)
        try container.encode(data, forKey: .data)
        try container.encode([String: String](), forKey: .metadata)
      case .error(let name, let value, let traceback):
        try container.encode("error", forKey: .kind)
        try container.encode(name, forKey: .ename)
        try container.encode(value, forKey: .evalue)
        try container.encode(traceback, forKey: .traceback)
      }
    }
  }

  enum CodingKeys: String, CodingKey {
    case metadata, nbformat, cells
    case nbformatMinor = "nbformat_minor"
  }
}

extension String {
  /// The text as notebooks keep it: its lines, each with its line end but for the last.
  var notebookLines: [String] {
    // Drawings are long, and to find their characters takes many times as long as to find line ends.
    var lines: [String] = []
    var start = startIndex
    while let end = utf8[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let next = utf8.index(after: end)
      lines.append(String(self[start..<next]))
      start = next
    }
    if start < endIndex { lines.append(String(self[start...])) }
    return lines
  }
}
