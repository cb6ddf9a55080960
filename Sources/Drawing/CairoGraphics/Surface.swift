import CPangoCairo
import DrawingThreads

/// What Cairo draws on, with a share in its ownership.
@DrawingActor
final class Surface {
  let pointer: OpaquePointer?

  /// Takes over the caller's reference to a surface of Cairo's.
  init(_ pointer: OpaquePointer?) {
    self.pointer = pointer
  }

  isolated deinit { cairo_surface_destroy(pointer) }

  /// Ends the drawing; a file is then complete.
  ///
  /// - Throws: ``CairoError`` when Cairo reports a failure.
  func finish(making subject: String) throws(CairoError) {
    cairo_surface_finish(pointer)
    try check(making: subject)
  }

  func check(making subject: String) throws(CairoError) {
    try CairoError.check(cairo_surface_status(pointer), making: subject)
  }
}
