import Caching
import Reports

extension Manifest.File {
  /// The entry of a file that was read or made.
  init(of file: RenderedFile) {
    let digest = CacheKey.Part(name: file.path, content: file.bytes).digest
    self.init(path: file.path, sha256: digest)
  }
}
