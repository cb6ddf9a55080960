import Crypto
import Foundation

/// Where a data set's bytes came from, as a manifest keeps it.
public struct DataSource: Hashable, Codable, Sendable {
  /// The path of the file that was read.
  public var path: String
  /// The SHA-256 of its content after unpacking, in hexadecimal.
  public var sha256: String
  /// Whether that is the digest of the file that the data set's authors published.
  public var isOfficial: Bool

  public init(path: String, sha256: String, isOfficial: Bool) {
    self.path = path
    self.sha256 = sha256
    self.isOfficial = isOfficial
  }
}

/// The unpacked content of one file of a data set.
struct DataFile: Sendable {
  let path: String
  let bytes: [UInt8]
  let sha256: String

  /// Reads a file, and unpacks it when its first bytes say that it is gzip.
  ///
  /// - Throws: `DatasetError` when the file cannot be read or its gzip stream is damaged.
  init(path: String, dataset: String?) throws {
    let packed: Data
    do {
      packed = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw DatasetError(
        file: path, problem: .unreadable(reason: error.localizedDescription), dataset: dataset)
    }
    do {
      bytes = try packed.withUnsafeBytes { raw in
        Gunzip.isGzip(raw) ? try Gunzip.unpack(raw) : [UInt8](raw)
      }
    } catch let damage as Gunzip.Damage {
      throw DatasetError(
        file: path, problem: .damagedGzip(reason: damage.reason), dataset: dataset)
    }
    self.path = path
    sha256 = Self.digest(of: bytes)
  }

  static func digest(of bytes: [UInt8]) -> String {
    bytes.withUnsafeBytes { SHA256.hash(data: $0) }.hexadecimal
  }
}

/// The SHA-256 of some bytes, in hexadecimal.
package func digest(of bytes: [UInt8]) -> String { DataFile.digest(of: bytes) }

extension Sequence<UInt8> {
  /// Two digits a byte, in lower case.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef")
    return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
