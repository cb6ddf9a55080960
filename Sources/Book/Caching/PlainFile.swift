import Foundation

/// Files that are written as fast as the system takes them.
///
/// Foundation waits for each file until the disk has it (`fsync`). For a thousand drawings that takes as long as
/// drawing them, on threads that have better things to do. Here nobody waits. Another program sees the file at once;
/// a power failure may take the last half minute's files with it, so they are to be such as tell when they are not
/// whole, or can be made again.
package enum PlainFile {
  /// Writes a file, over what was there.
  ///
  /// - Parameters:
  ///   - pieces: The content, one piece behind the other.
  ///   - path: Where; the folder is there already.
  /// - Throws: A `CocoaError` with the system's own, such as that of a full disk; then the file may be there in part.
  package static func write(_ pieces: [UInt8]..., to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(errno) }
    var length = 0
    do {
      for piece in pieces {
        try write(piece, at: length, to: descriptor)
        length += piece.count
      }
    } catch {
      close(descriptor)
      throw error
    }
    // A disk in the network may tell only here that it is full.
    guard close(descriptor) == 0 || errno == EINTR else { throw failure(errno) }
  }

  private static func write(_ bytes: [UInt8], at start: Int, to descriptor: Int32) throws {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress, $0.count, off_t(start + done))
      }
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw failure(errno)
      }
    }
  }

  private static func failure(_ number: Int32) -> CocoaError {
    let code = POSIXErrorCode(rawValue: number) ?? .EIO
    return CocoaError(
      code == .ENOENT ? .fileNoSuchFile : .fileWriteUnknown,
      userInfo: [NSUnderlyingErrorKey: POSIXError(code)])
  }
}
