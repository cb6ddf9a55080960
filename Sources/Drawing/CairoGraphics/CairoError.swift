import CPangoCairo

/// Why Cairo could not draw or write something.
package struct CairoError: Error, Hashable, CustomStringConvertible {
  /// What was being made, such as `"PDF page"`.
  package let subject: String
  /// Cairo's own words.
  package let reason: String

  package init(subject: String, reason: String) {
    self.subject = subject
    self.reason = reason
  }

  package var description: String { "Cairo could not make the \(subject): \(reason)." }

  /// Throws when `status` is not success.
  static func check(_ status: cairo_status_t, making subject: String) throws(CairoError) {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw CairoError(subject: subject, reason: String(cString: cairo_status_to_string(status)))
  }
}
