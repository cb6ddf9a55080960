import BinaryCoding
import Foundation

/// What the last render with the same options left in its places, by what it was made of.
struct LastOutputs: Sendable {
  private var files: [String: StampedFile] = [:]
  private var keys: [String: String] = [:]
  private var time = 0

  /// Knows of nothing.
  init() {}

  init(_ stamp: RenderStamp) {
    for file in stamp.outputs { files[file.path] = file }
    keys = stamp.keys
    time = stamp.time
  }

  /// Returns the file at a path, if it is there as it was left.
  ///
  /// - Parameter path: The whole path.
  /// - Returns: The file as it is now, and the digest of its content.
  func inPlace(_ path: String) -> (file: StampedFile, digest: String)? {
    guard let last = files[path], let digest = last.digest, let file = last.unchanged(since: time)
    else { return nil }
    return (file, digest)
  }

  /// Returns the file at a path, if it is there with the content that its key stands for.
  ///
  /// - Parameters:
  ///   - path: The whole path.
  ///   - key: A digest of all that the file is to be made of.
  /// - Returns: The file as it is now, and the digest of its content.
  func inPlace(_ path: String, madeOf key: String?) -> (file: StampedFile, digest: String)? {
    key != nil && keys[path] == key ? inPlace(path) : nil
  }
}

extension BookBuilder {
  /// What the last stamp for this command says of the outputs; nothing where the cache is not to be used.
  var lastOutputs: LastOutputs {
    guard options.usesCache, let old = try? stampFile?.content(),
      let stamp = try? BinaryCoding.decode(RenderStamp.self, from: old)
    else { return LastOutputs() }
    return LastOutputs(stamp)
  }
}
