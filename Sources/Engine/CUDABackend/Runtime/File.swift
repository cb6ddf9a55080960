#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whole files, read and written with the system's own calls.
enum File {
  /// Returns the bytes of a file, or nil when it cannot be read.
  static func bytes(of path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &part, part.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return bytes }
      bytes += part[..<count]
    }
  }

  /// Writes a file beside its place and moves it there, so that nobody sees half of it.
  ///
  /// - Returns: Nil when it is written; otherwise what the system says.
  static func write(_ bytes: [UInt8], to path: String, in folder: String) -> String? {
    if let problem = make(folder) { return problem }
    var draft = Array("\(folder)/.draft-XXXXXX".utf8CString)
    let file = mkstemp(&draft)
    guard file >= 0 else { return "\(folder): \(lastError)" }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    let problem = rest.isEmpty ? nil : lastError
    close(file)
    guard problem == nil, rename(draft, path) == 0 else {
      let reason = problem ?? lastError
      unlink(draft)
      return "\(path): \(reason)"
    }
    return nil
  }

  /// Makes a folder and those above it.
  private static func make(_ folder: String) -> String? {
    var path = ""
    for name in folder.split(separator: "/") {
      path += "/" + name
      if mkdir(path, 0o755) != 0 && errno != EEXIST { return "\(path): \(lastError)" }
    }
    return nil
  }

  private static var lastError: String { String(cString: strerror(errno)) }

  private static func systemWrite(_ file: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(file, bytes, count)
    #else
      Darwin.write(file, bytes, count)
    #endif
  }
}
