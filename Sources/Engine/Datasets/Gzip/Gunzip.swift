import CZlib

/// Unpacks gzip streams (RFC 1952), the way in which data sets are published.
enum Gunzip {
  /// Why a stream could not be unpacked.
  struct Damage: Error, Hashable {
    var reason: String
  }

  /// More than any known file holds; a crafted stream could otherwise fill the memory.
  static let limit = 1 << 31

  static func isGzip(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// Returns the content of all members of `packed`, one after the other.
  ///
  /// - Throws: `Damage` when the stream breaks off, fails its checksum, or grows beyond `limit`.
  static func unpack(_ packed: UnsafeRawBufferPointer, limit: Int = limit) throws -> [UInt8] {
    var stream = z_stream()
    // 15 is the largest window; 16 more asks for the gzip wrapper and its checksum.
    let opened = inflateInit2_(
      &stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard opened == Z_OK else { throw Damage(reason: "zlib error \(opened)") }
    defer { inflateEnd(&stream) }

    var unpacked: [UInt8] = []
    var capacity = sizeHint(of: packed, limit: limit)
    var read = 0
    var finished = false
    while !finished {
      guard unpacked.count < limit else {
        throw Damage(reason: "more than \(limit) bytes after unpacking")
      }
      let start = unpacked.count
      let room = min(max(capacity - start, 1 << 16), limit - start, 1 << 30)
      let piece = UnsafeRawBufferPointer(rebasing: packed[read...].prefix(1 << 30))
      var status = Z_OK
      let fresh = [UInt8](unsafeUninitializedCapacity: room) { output, written in
        stream.next_in = UnsafeMutablePointer(
          mutating: piece.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.avail_in = UInt32(piece.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(room)
        status = inflate(&stream, Z_NO_FLUSH)
        written = room - Int(stream.avail_out)
      }
      read += piece.count - Int(stream.avail_in)
      unpacked = unpacked.isEmpty ? fresh : unpacked + fresh
      capacity = max(capacity, unpacked.count * 2)
      switch status {
      case Z_STREAM_END where isGzip(UnsafeRawBufferPointer(rebasing: packed[read...])):
        inflateReset(&stream)
      case Z_STREAM_END where read == packed.count:
        finished = true
      case Z_STREAM_END:
        throw Damage(reason: "\(packed.count - read) bytes of something else after its end")
      case Z_OK where !fresh.isEmpty || read < packed.count:
        continue
      case Z_OK, Z_BUF_ERROR:
        throw Damage(reason: "it breaks off after \(packed.count) bytes")
      default:
        throw Damage(reason: stream.msg.map { String(cString: $0) } ?? "zlib error \(status)")
      }
    }
    return unpacked
  }

  /// The size that the stream's last four bytes promise, as far as it can be believed.
  ///
  /// Deflate packs at most 1,032 to 1, so a larger promise is a lie.
  private static func sizeHint(of packed: UnsafeRawBufferPointer, limit: Int) -> Int {
    guard packed.count >= 18 else { return 1 << 16 }
    let promised = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    // One byte more than promised, so that the end is met in the same call.
    return min(promised + 1, packed.count * 1_032, limit)
  }
}
