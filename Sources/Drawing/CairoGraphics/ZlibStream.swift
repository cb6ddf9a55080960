import CZlib

/// Returns bytes as a zlib stream, as PNG files and PDF documents hold them (RFC 1950).
package func zlibStream(_ content: [UInt8]) -> [UInt8] {
  var count = compressBound(UInt(content.count))
  return [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, written in
    // It fails only where the buffer is too small.
    let status = compress2(
      buffer.baseAddress, &count, content, UInt(content.count), Z_DEFAULT_COMPRESSION)
    written = status == Z_OK ? Int(count) : 0
  }
}
