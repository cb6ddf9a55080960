import CZlib

/// How long zlib looks for repetitions.
package enum ZlibEffort: Int32, Sendable {
  case little = 3
  case usual = 6
}

/// Returns bytes as a zlib stream, as PNG files and PDF documents hold them (RFC 1950).
package func zlibStream(_ content: [UInt8], effort: ZlibEffort = .usual) -> [UInt8] {
  var count = compressBound(UInt(content.count))
  return [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, written in
    // It fails only where the buffer is too small.
    let status = compress2(
      buffer.baseAddress, &count, content, UInt(content.count), effort.rawValue)
    written = status == Z_OK ? Int(count) : 0
  }
}
