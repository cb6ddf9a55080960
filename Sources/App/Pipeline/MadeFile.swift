import Reports

/// A file of a render: one that was made, or one that lies in its place already and need not be.
struct MadeFile: Sendable {
  var entry: Manifest.File
  /// Of all that it is made of; `nil` where that is not known.
  var key: String?
  /// How it lies in its place; `nil` for one that was made.
  var inPlace: StampedFile?
  /// `nil` for one that lies in its place.
  var file: RenderedFile?

  /// A file that was made.
  init(_ file: RenderedFile, key: String? = nil) {
    entry = Manifest.File(of: file)
    self.file = file
    self.key = key
  }

  /// A file that lies in its place with the right content.
  init(path: String, lying file: StampedFile, digest: String, key: String?) {
    entry = Manifest.File(path: path, sha256: digest)
    inPlace = file
    self.key = key
  }
}
