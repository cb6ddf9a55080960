/// What a document says of itself.
struct PDFProperties {
  var title: String
  var authors: [String]
  /// One sentence about the report.
  var summary: String?
  var keywords: [String] = []
  /// Copyright and license; empty for none.
  var rights = ""
  var language: String

  /// The dictionary that viewers show as the document's properties.
  ///
  /// It has no date: a report has none but the one that its author wrote.
  func information(producer: [UInt8]) -> String {
    let entries = [
      ("Author", authors.joined(separator: ", ")), ("Keywords", keywordText),
      ("Subject", summary ?? ""), ("Title", title),
    ].filter { !$0.1.isEmpty }.map { "/\($0.0) \(PDFText.literal($0.1))" }
    let maker = producer.isEmpty ? [] : ["/Producer \(PDFText.literal(producer))"]
    return "<< \((entries + maker).joined(separator: " ")) >>"
  }

  /// The same for libraries and search engines, in XMP.
  var metadata: String {
    func escaped(_ text: String) -> String {
      text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }
    let creators = authors.map { "<rdf:li>\(escaped($0))</rdf:li>" }.joined()
    let creator =
      authors.isEmpty ? "" : "\n<dc:creator><rdf:Seq>\(creators)</rdf:Seq></dc:creator>"
    func described(_ name: String, _ text: String) -> String {
      text.isEmpty
        ? ""
        : "\n<\(name)><rdf:Alt><rdf:li xml:lang=\"x-default\">\(escaped(text))</rdf:li></rdf:Alt></\(name)>"
    }
    let subjects = keywords.map { "<rdf:li>\(escaped($0))</rdf:li>" }.joined()
    let subject =
      keywords.isEmpty
      ? ""
      : "\n<dc:subject><rdf:Bag>\(subjects)</rdf:Bag></dc:subject>"
        + "\n<pdf:Keywords>\(escaped(keywordText))</pdf:Keywords>"
    let descriptions =
      described("dc:description", summary ?? "") + described("dc:rights", rights) + subject
    return """
      <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/">
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
      <dc:title><rdf:Alt><rdf:li xml:lang="x-default">\(escaped(title))</rdf:li></rdf:Alt></dc:title>\(creator)\(descriptions)
      <dc:language><rdf:Bag><rdf:li>\(escaped(language))</rdf:li></rdf:Bag></dc:language>
      </rdf:Description>
      </rdf:RDF>
      </x:xmpmeta>
      <?xpacket end="w"?>
      """
  }

  private var keywordText: String { keywords.joined(separator: ", ") }
}
