import CPangoCairo
import DrawingThreads

/// A surface whose drawing becomes the bytes of a file in memory.
///
/// Cairo writes when a surface is finished, and that may be late: a canvas holds a reference of its
/// own, and the last one to go finishes what nobody did. So the bytes belong to Cairo's surface,
/// which lets them go only after that.
@DrawingActor
struct FileSurface {
  let surface: Surface
  private let file: FileBytes

  /// Creates a surface.
  ///
  /// - Parameters:
  ///   - subject: What is being made, such as `"PDF document"`.
  ///   - create: Creates Cairo's surface for a function that writes, and that function's argument.
  /// - Throws: ``CairoError`` when Cairo reports a failure.
  init(
    _ subject: String, create: (cairo_write_func_t, UnsafeMutableRawPointer) -> OpaquePointer?
  ) throws(CairoError) {
    file = FileBytes()
    let share = Unmanaged.passRetained(file)
    surface = Surface(create(FileBytes.write, share.toOpaque()))
    let status = cairo_surface_set_user_data(
      surface.pointer, FileBytes.key, share.toOpaque(), FileBytes.release)
    if status != CAIRO_STATUS_SUCCESS { share.release() }
    try CairoError.check(status, making: subject)
    try surface.check(making: subject)
  }

  /// Ends the drawing.
  ///
  /// - Returns: The file's bytes.
  /// - Throws: ``CairoError`` when Cairo reports a failure.
  func finish(making subject: String) throws(CairoError) -> [UInt8] {
    try surface.finish(making: subject)
    return file.bytes
  }
}

/// Where Cairo writes a file.
final class FileBytes {
  private(set) var bytes: [UInt8] = []

  static let write: cairo_write_func_t = { closure, data, count in
    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
    let file = Unmanaged<FileBytes>.fromOpaque(closure).takeUnretainedValue()
    file.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
    return CAIRO_STATUS_SUCCESS
  }

  /// Gives up the share that Cairo has.
  static let release: cairo_destroy_func_t = { closure in
    guard let closure else { return }
    Unmanaged<FileBytes>.fromOpaque(closure).release()
  }

  /// Cairo knows attached data by an address, whatever stands there.
  @DrawingActor static let key = UnsafeMutablePointer<cairo_user_data_key_t>.allocate(capacity: 1)
}
