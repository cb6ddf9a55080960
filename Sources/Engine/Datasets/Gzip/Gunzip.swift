import CZlib

/// Unpacks gzip streams (RFC 1952), the way in which data sets are published.
enum Gunzip {
  /// Why a stream could not be unpacked.
  struct Damage: Error, Hashable {
    var reason: String
  }

  /// More than any known file holds; a crafted stream could otherwise fill the memory.
  static let limit = 1 << 31

  /// How much is unpacked before another thread may read it: it stays in a core's cache.
  private static let piece = 1 << 18

  static func isGzip(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// Returns the content of all members of `packed`, one after the other.
  ///
  /// - Parameters:
  ///   - packed: The file.
  ///   - headerLength: How many bytes go into an array of their own.
  ///   - digest: Is given all bytes as they are unpacked.
  ///   - limit: How many bytes to accept.
  /// - Returns: The first `headerLength` bytes, and the rest.
  /// - Throws: `Damage` when the stream breaks off, fails its checksum, or grows beyond `limit`.
  static func unpack(
    _ packed: UnsafeRawBufferPointer, headerLength: Int = 0, digest: FollowingDigest,
    limit: Int = limit
  ) throws -> (header: [UInt8], rest: [UInt8]) {
    // On an error too, no other thread may read memory that is about to be freed.
    defer { digest.wait() }
    let members = try Members(packed)
    func filled(_ capacity: Int, after start: [UInt8]) throws -> [UInt8] {
      try [UInt8](unsafeUninitializedCapacity: capacity) { output, written in
        defer { digest.wait() }
        guard let place = output.baseAddress else { return }
        start.withUnsafeBufferPointer { old in
          if let old = old.baseAddress { place.initialize(from: old, count: start.count) }
        }
        written = start.count
        while written < capacity, !members.areFinished {
          let room = UnsafeMutableBufferPointer(
            start: place + written, count: min(capacity - written, piece))
          let fresh = try members.unpack(into: room)
          digest.follow(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<fresh]))
          written += fresh
        }
      }
    }
    let header = try filled(headerLength, after: [])
    var capacity = max(sizeHint(of: packed, limit: limit) - header.count, 1)
    var rest: [UInt8] = []
    while !members.areFinished {
      guard header.count + rest.count < limit else {
        throw Damage(reason: "more than \(limit) bytes after unpacking")
      }
      rest = try filled(min(capacity, limit - header.count), after: rest)
      capacity = max(capacity * 2, piece)
    }
    return (header, rest)
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

/// The members of a gzip file, as zlib reads them one after the other.
private final class Members {
  private let packed: UnsafeRawBufferPointer
  /// At an address of its own, which zlib remembers.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var read = 0
  private(set) var areFinished = false

  init(_ packed: UnsafeRawBufferPointer) throws {
    self.packed = packed
    stream.initialize(to: z_stream())
    // 15 is the largest window; 16 more asks for the gzip wrapper and its checksum.
    let opened = inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard opened == Z_OK else { throw Gunzip.Damage(reason: "zlib error \(opened)") }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Unpacks up to as many bytes as there is room for, and returns how many.
  func unpack(into room: UnsafeMutableBufferPointer<UInt8>) throws -> Int {
    let input = UnsafeRawBufferPointer(rebasing: packed[read...].prefix(1 << 30))
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = room.baseAddress
    stream.pointee.avail_out = UInt32(room.count)
    let status = inflate(stream, Z_NO_FLUSH)
    read += input.count - Int(stream.pointee.avail_in)
    let fresh = room.count - Int(stream.pointee.avail_out)
    switch status {
    case Z_STREAM_END where Gunzip.isGzip(UnsafeRawBufferPointer(rebasing: packed[read...])):
      inflateReset(stream)
    case Z_STREAM_END where read == packed.count:
      areFinished = true
    case Z_STREAM_END:
      throw Gunzip.Damage(
        reason: "\(packed.count - read) bytes of something else after its end")
    case Z_OK where fresh > 0 || read < packed.count:
      break
    case Z_OK, Z_BUF_ERROR:
      throw Gunzip.Damage(reason: "it breaks off after \(packed.count) bytes")
    default:
      throw Gunzip.Damage(
        reason: stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)")
    }
    return fresh
  }
}
