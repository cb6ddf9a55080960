import CQPDF
import Foundation

/// Adds to drawn pages what Cairo 1.16 cannot write: alternative texts, the scope of a table's heads, marks
/// around what belongs to no element, and room for the number that a document gives to a page.
///
/// The file is written again by qpdf, in the plain form that `PDFSection` reads. What belongs to a whole
/// document is added by `JoinedPDF`.
///
/// - SeeAlso: ISO 14289-1:2014 (PDF/UA-1), clauses 7.1 to 7.5.
struct AccessibilityPass {
  /// For each figure and formula, in the order of the structure tree.
  var altTexts: [String]
  /// Whether pages get their folios from the document that they stand in; see `Folios`.
  var takesFolios = false

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
      guard qpdf_read_memory(pdf, "pages", start, UInt64(bytes.count), nil) & QPDF_ERRORS == 0
      else { return .failure(error(of: pdf)) }
      repair(pdf)
      return write(pdf)
    }
    return try result.get()
  }

  private func repair(_ pdf: qpdf_data?) {
    let folioFont =
      takesFolios ? qpdf_make_indirect_object(pdf, qpdf_oh_new_dictionary(pdf)) : nil
    for page in 0..<max(qpdf_get_num_pages(pdf), 0) {
      repair(page: qpdf_get_page_n(pdf, Int(page)), of: pdf, folioFont: folioFont)
    }
    let tree = qpdf_oh_get_key(pdf, qpdf_get_root(pdf), "/StructTreeRoot")
    guard qpdf_oh_is_dictionary(pdf, tree) == QPDF_TRUE else { return }
    var rest = altTexts[...]
    describe(tree, in: pdf, with: &rest)
  }

  private func repair(page: qpdf_oh, of pdf: qpdf_data?, folioFont: qpdf_oh?) {
    // Readers tab through links in the order of the text.
    qpdf_oh_replace_key(pdf, page, "/Tabs", qpdf_oh_new_name(pdf, "/S"))
    var data: UnsafeMutablePointer<UInt8>?
    var count = 0
    guard qpdf_oh_get_page_content_data(pdf, page, &data, &count) & QPDF_ERRORS == 0, let data
    else { return }
    defer { free(data) }
    let content = ArtifactMarks.added(to: Array(UnsafeBufferPointer(start: data, count: count)))
    guard let folioFont else {
      qpdf_oh_replace_key(pdf, page, "/Contents", stream(content, in: pdf))
      return
    }
    // What Cairo leaves set must not move the folio.
    let saved = Array("q\n".utf8) + content + Array("Q\n".utf8)
    let contents = qpdf_oh_new_array(pdf)
    qpdf_oh_append_item(pdf, contents, stream(saved, in: pdf))
    qpdf_oh_append_item(pdf, contents, stream(Array("\n".utf8), in: pdf))
    qpdf_oh_replace_key(pdf, page, "/Contents", contents)
    let resources = qpdf_oh_get_key(pdf, page, "/Resources")
    if qpdf_oh_has_key(pdf, resources, "/Font") != QPDF_TRUE {
      qpdf_oh_replace_key(pdf, resources, "/Font", qpdf_oh_new_dictionary(pdf))
    }
    qpdf_oh_replace_key(
      pdf, qpdf_oh_get_key(pdf, resources, "/Font"), "/\(Folios.fontName)", folioFont)
  }

  private func stream(_ content: [UInt8], in pdf: qpdf_data?) -> qpdf_oh {
    let stream = qpdf_oh_new_stream(pdf)
    qpdf_oh_replace_stream_data(
      pdf, stream, content, content.count, qpdf_oh_new_null(pdf), qpdf_oh_new_null(pdf))
    return stream
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

  private func write(_ pdf: qpdf_data?) -> Result<[UInt8], PDFMendingError> {
    qpdf_init_write_memory(pdf)
    qpdf_set_deterministic_ID(pdf, QPDF_TRUE)
    qpdf_set_object_stream_mode(pdf, qpdf_o_disable)
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

}

/// Why qpdf could not finish a PDF.
struct PDFMendingError: Error, Hashable, CustomStringConvertible {
  let reason: String

  var description: String { "The PDF could not be finished by qpdf: \(reason)." }
}
