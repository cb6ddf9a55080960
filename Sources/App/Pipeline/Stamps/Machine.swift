import Foundation

/// What this machine is, as far as that can be found out in no time.
package enum Machine {
  /// The name of the machine and when it was started.
  static var start: String {
    var names = utsname()
    uname(&names)
    let name = withUnsafeBytes(of: names.nodename) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    #if os(Linux)
      // A new one each time.
      let file = FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id")
      return name + " " + String(decoding: file ?? Data(), as: UTF8.self)
    #else
      var time = timeval()
      var size = MemoryLayout<timeval>.size
      sysctlbyname("kern.boottime", &time, &size, nil, 0)
      return "\(name) \(time.tv_sec)"
    #endif
  }

  /// This program and the libraries that it was started with.
  ///
  /// To be asked for at the start of a command: libraries that are opened on the way, now by this thread and
  /// now by that, are none of them.
  package static let mappedFiles: [String] = readMappedFiles()

  /// Reads them anew.
  package static func readMappedFiles() -> [String] {
    #if os(Linux)
      let files = memoryMap().split(separator: "\n").compactMap { line in
        // Address, rights, offset, device, number, and a path that may hold spaces.
        let parts = line.split(separator: " ", maxSplits: 5)
        guard parts.count == 6, parts[1].contains("x") else { return nil as String? }
        return String(parts[5].drop { $0 == " " })
      }
      return Set(files).filter { $0.hasPrefix("/") && !$0.hasSuffix(" (deleted)") }.sorted()
    #else
      return (0..<_dyld_image_count()).compactMap { index in
        _dyld_get_image_name(index).map { String(cString: $0) }
      }
    #endif
  }

  #if os(Linux)
    /// The process's memory map, read from the beginning to the end without taking memory on the way.
    ///
    /// The system writes it while it is read, a page at a time. Whoever takes memory between two reads, or
    /// reads at an offset, finds a line twice or not at all.
    private static func memoryMap() -> String {
      let file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { return "" }
      defer { close(file) }
      let text = [UInt8](unsafeUninitializedCapacity: 4 << 20) { buffer, count in
        while count < buffer.count {
          let more = read(file, buffer.baseAddress.map { $0 + count }, buffer.count - count)
          guard more > 0 else { return }
          count += more
        }
      }
      return String(decoding: text, as: UTF8.self)
    }
  #endif
}
