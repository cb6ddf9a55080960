import CZlib

/// How hard Cairo and qpdf try to compress what they write into a PDF: a little.
///
/// Both call zlib with its usual effort and leave no choice, and that took more than a quarter of the time in which
/// pages are drawn. With a little effort it takes half as long, and a book's file is about a sixth larger.
///
/// The libraries of a program find its own functions before each other's. So this one stands for zlib's, and says
/// to `deflateInit2_` what that one says, but for the effort. Where libraries are bound to each other, as on macOS,
/// nobody calls it, and files are a little smaller and come a little later.
///
/// - SeeAlso: zlib's `deflate.c`, `deflateInit_`.
@_cdecl("deflateInit_")
public func deflateInitWithLittleEffort(
  _ stream: UnsafeMutablePointer<z_stream>?, _ level: Int32, _ version: UnsafePointer<CChar>?,
  _ size: Int32
) -> Int32 {
  let effort = level == Z_DEFAULT_COMPRESSION ? ZlibEffort.little.rawValue : level
  let (largestWindow, usualMemory) = (Int32(15), Int32(8))
  return deflateInit2_(
    stream, effort, Z_DEFLATED, largestWindow, usualMemory, Z_DEFAULT_STRATEGY, version, size)
}
