import CQPDF
import Foundation

/// Adds to a finished PDF what Cairo 1.16 cannot write: alternative texts, the language, the title
/// in the window's bar, and metadata in XMP.
///
/// The file is written again by qpdf with an identifier made from its content, so equal reports give
/// equal bytes.
///
/// - SeeAlso: ISO 14289-1:2014 (PDF/UA-1), clauses 7.1 to 7.5.
struct AccessibilityPass {
  var title: String
  var authors: [String]
  /// One sentence about the report.
  var summary: String?
  var keywords: [String] = []
  /// Copyright and license; empty for none.
  var rights = ""
  var language: String
  /// For each figure and formula, in the order of the structure tree.
  var altTexts: [String]

  /// Returns the repaired file.
  ///
  /// - Throws: ``PDFMendingError`` with qpdf's own words when the file cannot be read or written.
  func apply(to bytes: [UInt8]) throws(PDFMendingError) -> [UInt8] {
    let pdf: qpdf_data? = qpdf_init()
    var handle = pdf
    defer { qpdf_cleanup(&handle) }
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE)
    qpdf_silence_errors(pdf)
    // qpdf reads from the buffer until the file is written.
    let result = bytes.withUnsafeBytes { buffer -> Result<[UInt8], PDFMendingError> in
      let start = buffer.bindMemory(to: CChar.self).baseAddress
      guard qpdf_read_memory(pdf, title, start, UInt64(bytes.count), nil) & QPDF_ERRORS == 0
      else { return .failure(error(of: pdf)) }
      repair(pdf)
      return write(pdf)
    }
    return try result.get()
  }

  private func repair(_ pdf: qpdf_data?) {
    let root = qpdf_get_root(pdf)
    qpdf_oh_replace_key(pdf, root, "/Lang", qpdf_oh_new_unicode_string(pdf, language))
    let preferences = qpdf_oh_new_dictionary(pdf)
    qpdf_oh_replace_key(pdf, preferences, "/DisplayDocTitle", qpdf_oh_new_bool(pdf, QPDF_TRUE))
    qpdf_oh_replace_key(pdf, root, "/ViewerPreferences", preferences)
    let marks = qpdf_oh_new_dictionary(pdf)
    qpdf_oh_replace_key(pdf, marks, "/Marked", qpdf_oh_new_bool(pdf, QPDF_TRUE))
    qpdf_oh_replace_key(pdf, root, "/MarkInfo", marks)
    addMetadata(pdf, root)
    // Cairo dates every file; a report has no date but the one its author wrote.
    let information = qpdf_oh_get_key(pdf, qpdf_get_trailer(pdf), "/Info")
    qpdf_oh_remove_key(pdf, information, "/CreationDate")
    for (key, text) in [("/Subject", summary ?? ""), ("/Keywords", keywordText)]
    where !text.isEmpty {
      qpdf_oh_replace_key(pdf, information, key, qpdf_oh_new_unicode_string(pdf, text))
    }
    for page in 0..<max(qpdf_get_num_pages(pdf), 0) {
      repair(page: qpdf_get_page_n(pdf, Int(page)), of: pdf)
    }
    let tree = qpdf_oh_get_key(pdf, root, "/StructTreeRoot")
    guard qpdf_oh_is_dictionary(pdf, tree) == QPDF_TRUE else { return }
    var rest = altTexts[...]
    describe(tree, in: pdf, with: &rest)
    addDocumentElement(to: tree, of: pdf)
  }

  /// Puts a `Document` element between the tree's root and its parts, which Cairo leaves loose.
  private func addDocumentElement(to tree: qpdf_oh, of pdf: qpdf_data?) {
    var parts = qpdf_oh_get_key(pdf, tree, "/K")
    if qpdf_oh_is_array(pdf, parts) == QPDF_FALSE {
      let single = qpdf_oh_new_array(pdf)
      qpdf_oh_append_item(pdf, single, parts)
      parts = single
    }
    let document = qpdf_make_indirect_object(pdf, qpdf_oh_new_dictionary(pdf))
    qpdf_oh_replace_key(pdf, document, "/Type", qpdf_oh_new_name(pdf, "/StructElem"))
    qpdf_oh_replace_key(pdf, document, "/S", qpdf_oh_new_name(pdf, "/Document"))
    qpdf_oh_replace_key(pdf, document, "/P", tree)
    qpdf_oh_replace_key(pdf, document, "/K", parts)
    for index in 0..<qpdf_oh_get_array_n_items(pdf, parts) {
      let part = qpdf_oh_get_array_item(pdf, parts, index)
      qpdf_oh_replace_key(pdf, part, "/P", document)
    }
    qpdf_oh_replace_key(pdf, tree, "/K", document)
  }

  private func repair(page: qpdf_oh, of pdf: qpdf_data?) {
    // Readers tab through links in the order of the text.
    qpdf_oh_replace_key(pdf, page, "/Tabs", qpdf_oh_new_name(pdf, "/S"))
    var data: UnsafeMutablePointer<UInt8>?
    var count = 0
    guard qpdf_oh_get_page_content_data(pdf, page, &data, &count) & QPDF_ERRORS == 0, let data
    else { return }
    defer { free(data) }
    let content = ArtifactMarks.added(to: Array(UnsafeBufferPointer(start: data, count: count)))
    let stream = qpdf_oh_new_stream(pdf)
    qpdf_oh_replace_stream_data(
      pdf, stream, content, content.count, qpdf_oh_new_null(pdf), qpdf_oh_new_null(pdf))
    qpdf_oh_replace_key(pdf, page, "/Contents", stream)
  }

  /// Walks the structure tree in order and hands out the alternative texts.
  private func describe(
    _ element: qpdf_oh, in pdf: qpdf_data?, with texts: inout ArraySlice<String>
  ) {
    guard qpdf_oh_is_dictionary(pdf, element) == QPDF_TRUE else { return }
    let type = qpdf_oh_get_key(pdf, element, "/S")
    if qpdf_oh_is_name(pdf, type) == QPDF_TRUE {
      switch String(cString: qpdf_oh_get_name(pdf, type)) {
      case "/Figure", "/Formula":
        if let text = texts.popFirst(), !text.isEmpty {
          qpdf_oh_replace_key(pdf, element, "/Alt", qpdf_oh_new_unicode_string(pdf, text))
        }
      case "/TH":
        let attributes = qpdf_oh_new_dictionary(pdf)
        qpdf_oh_replace_key(pdf, attributes, "/O", qpdf_oh_new_name(pdf, "/Table"))
        qpdf_oh_replace_key(pdf, attributes, "/Scope", qpdf_oh_new_name(pdf, "/Column"))
        qpdf_oh_replace_key(pdf, element, "/A", attributes)
      default: break
      }
    }
    let children = qpdf_oh_get_key(pdf, element, "/K")
    if qpdf_oh_is_array(pdf, children) == QPDF_TRUE {
      for index in 0..<qpdf_oh_get_array_n_items(pdf, children) {
        describe(qpdf_oh_get_array_item(pdf, children, index), in: pdf, with: &texts)
      }
    } else {
      describe(children, in: pdf, with: &texts)
    }
  }

  private func addMetadata(_ pdf: qpdf_data?, _ root: qpdf_oh) {
    let stream = qpdf_oh_new_stream(pdf)
    let packet = Array(metadata.utf8)
    qpdf_oh_replace_stream_data(
      pdf, stream, packet, packet.count, qpdf_oh_new_null(pdf), qpdf_oh_new_null(pdf))
    let dictionary = qpdf_oh_get_dict(pdf, stream)
    qpdf_oh_replace_key(pdf, dictionary, "/Type", qpdf_oh_new_name(pdf, "/Metadata"))
    qpdf_oh_replace_key(pdf, dictionary, "/Subtype", qpdf_oh_new_name(pdf, "/XML"))
    qpdf_oh_replace_key(pdf, root, "/Metadata", stream)
  }

  private func write(_ pdf: qpdf_data?) -> Result<[UInt8], PDFMendingError> {
    qpdf_init_write_memory(pdf)
    qpdf_set_deterministic_ID(pdf, QPDF_TRUE)
    qpdf_set_object_stream_mode(pdf, qpdf_o_generate)
    guard qpdf_write(pdf) & QPDF_ERRORS == 0, let buffer = qpdf_get_buffer(pdf) else {
      return .failure(error(of: pdf))
    }
    return .success(
      Array(UnsafeBufferPointer(start: buffer, count: qpdf_get_buffer_length(pdf))))
  }

  private func error(of pdf: qpdf_data?) -> PDFMendingError {
    guard qpdf_has_error(pdf) == QPDF_TRUE else { return PDFMendingError(reason: "unknown error") }
    return PDFMendingError(
      reason: String(cString: qpdf_get_error_full_text(pdf, qpdf_get_error(pdf))))
  }

  private var keywordText: String { keywords.joined(separator: ", ") }

  private var metadata: String {
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
}

/// Why qpdf could not finish a PDF.
struct PDFMendingError: Error, Hashable, CustomStringConvertible {
  let reason: String

  var description: String { "The PDF could not be finished by qpdf: \(reason)." }
}
