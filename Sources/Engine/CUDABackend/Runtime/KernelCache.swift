#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Compiled kernels, kept from run to run in the user's cache folder.
///
/// A file is the machine code as the compiler wrote it, then the key that it was compiled under, then
/// three numbers of eight bytes, the least significant first:
///
///     code    key    length of the code, length of the key, check sum of code and key
///
/// The file's name comes from the key, but the key in it decides: two keys of one name never mix, and a
/// file that breaks off or has a wrong byte is as good as none.
package struct KernelCache: Sendable {
  /// Where the files lie; nil where the user has no folder, so that nothing is kept.
  package let folder: String?

  package init(folder: String?) { self.folder = folder }

  /// `$XDG_CACHE_HOME/convolume/kernels`, or the same under `~/.cache`.
  package static func fromEnvironment(
    _ value: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) -> KernelCache {
    func folder(_ variable: String, _ rest: String) -> String? {
      value(variable).flatMap { $0.hasPrefix("/") ? $0 + rest : nil }
    }
    return KernelCache(
      folder: folder("XDG_CACHE_HOME", "/convolume/kernels")
        ?? folder("HOME", "/.cache/convolume/kernels"))
  }

  /// Everything that decides about the machine code of `source`.
  package static func key(
    of source: KernelText, headers: [KernelText], options: [String], compiler: String
  ) -> String {
    let parts =
      ["NVRTC \(compiler)"] + options + (headers + [source]).flatMap { [$0.name, $0.text] }
    return parts.map { "\($0.utf8.count):\($0)" }.joined()
  }

  /// The path of the file for `key`, or nil where nothing is kept.
  package func path(for key: String) -> String? {
    folder.map { folder in
      let digits = String(Checksum.of(key.utf8), radix: 16)
      return "\(folder)/\(String(repeating: "0", count: 16 - digits.count))\(digits).cubin"
    }
  }

  /// Returns the machine code kept for `key`, or nil where there is none that is whole.
  package func code(for key: String) -> [UInt8]? {
    guard let path = path(for: key), let file = File.bytes(of: path) else { return nil }
    let numbers = file.count - 24
    guard numbers >= 0 else { return nil }
    func number(_ place: Int) -> UInt64 {
      (0..<8).reduce(0) { $0 | UInt64(file[numbers + 8 * place + $1]) << UInt64(8 * $1) }
    }
    let key = Array(key.utf8)
    guard number(1) == UInt64(key.count), number(0) == UInt64(max(numbers - key.count, 0)),
      file[..<numbers].suffix(key.count).elementsEqual(key),
      number(2) == Checksum.of(file[..<numbers])
    else { return nil }
    return Array(file[..<(numbers - key.count)])
  }

  /// Keeps the machine code for `key`; readers see either the whole file or none.
  ///
  /// - Returns: Nil when it is kept; otherwise why it could not be, as the system says.
  package func keep(_ code: [UInt8], for key: String) -> String? {
    guard let folder, let path = path(for: key) else {
      return "neither XDG_CACHE_HOME nor HOME names a folder"
    }
    var file = code + Array(key.utf8)
    for number in [UInt64(code.count), UInt64(key.utf8.count), Checksum.of(file)] {
      file += (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    }
    return File.write(file, to: path, in: folder)
  }
}

/// 64-bit FNV-1a, against damage by accident.
///
/// - SeeAlso: Fowler, Noll and Vo, "The FNV Non-Cryptographic Hash Algorithm".
enum Checksum {
  static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
