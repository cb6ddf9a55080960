import CZlib

/// How long zlib looks for repetitions.
package enum ZlibEffort: Int32, Sendable {
  case little = 3
  case usual = 6
}

/// Returns bytes as a zlib stream, as PNG files and PDF documents hold them (RFC 1950).
package func zlibStream(_ content: [UInt8], effort: ZlibEffort = .usual) -> [UInt8] {
  if content.count < 1 << 14, let stream = smallStream(content, effort) { return stream }
  var count = compressBound(UInt(content.count))
  return [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, written in
    // It fails only where the buffer is too small.
    let status = compress2(
      buffer.baseAddress, &count, content, UInt(content.count), effort.rawValue)
    written = status == Z_OK ? Int(count) : 0
  }
}

/// The same for few bytes, with a window and tables that are no larger than they need: to clear those of
/// `compress2` takes longer than to compress the samples of a digit.
private func smallStream(_ content: [UInt8], _ effort: ZlibEffort) -> [UInt8]? {
  var stream = z_stream()
  // Twice as large as the content: zlib keeps some of it back.
  let windowBits = max(9, Int32(Int.bitWidth - content.count.leadingZeroBitCount) + 1)
  guard
    deflateInit2_(
      &stream, effort.rawValue, Z_DEFLATED, windowBits, min(8, windowBits - 6),
      Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  else { return nil }
  defer { deflateEnd(&stream) }
  var content = content
  let bound = Int(deflateBound(&stream, UInt(content.count)))
  var isWhole = false
  let bytes = [UInt8](unsafeUninitializedCapacity: bound) { buffer, written in
    content.withUnsafeMutableBufferPointer { content in
      stream.next_in = content.baseAddress
      stream.avail_in = UInt32(content.count)
      stream.next_out = buffer.baseAddress
      stream.avail_out = UInt32(bound)
      isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
      written = Int(stream.total_out)
    }
  }
  return isWhole ? bytes : nil
}
