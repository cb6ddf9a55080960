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
  /// As many of the first bytes as were asked for, or all when there are fewer.
  let header: [UInt8]
  /// What follows the header: an array of its own, so that no one need copy it to be rid of that.
  let bytes: [UInt8]
  /// Of header and bytes.
  let sha256: String

  /// Reads a file, and unpacks it when its first bytes say that it is gzip.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - headerLength: How many bytes its format puts before the data.
  ///   - dataset: The name for `convolume data fetch`, which an error then mentions.
  /// - Throws: `DatasetError` when the file cannot be read or its gzip stream is damaged.
  init(path: String, headerLength: Int = 0, dataset: String?) throws {
    let stored: Data
    do {
      stored = try DataUse.read { try Data(contentsOf: URL(filePath: path)) }
    } catch {
      throw DatasetError(
        file: path, problem: .unreadable(reason: error.localizedDescription), dataset: dataset)
    }
    let digest = FollowingDigest()
    do {
      (header, bytes) = try stored.withUnsafeBytes { raw in
        if Gunzip.isGzip(raw) {
          return try Gunzip.unpack(raw, headerLength: headerLength, digest: digest)
        }
        digest.follow(raw)
        defer { digest.wait() }
        return (Array(raw.prefix(headerLength)), Array(raw.dropFirst(headerLength)))
      }
    } catch let damage as Gunzip.Damage {
      throw DatasetError(
        file: path, problem: .damagedGzip(reason: damage.reason), dataset: dataset)
    }
    self.path = path
    sha256 = digest.hexadecimal
  }

  /// The size of the unpacked file, in bytes.
  var size: Int { header.count + bytes.count }
}
