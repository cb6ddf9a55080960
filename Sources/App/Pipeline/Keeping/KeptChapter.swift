import Caching
import Chapters
import Digests
import Reports

/// What a chapter came to in the last render with the same command, and all that decided about it.
///
/// A chapter that is as it was, whose cells would find what they found, and whose results are still kept, needs
/// neither be read nor run nor built: it adds the same to the report. So after an edit, a render costs what was
/// edited.
///
/// Only a chapter of which there is nothing to say is kept: whatever is wrong is to be told each time.
struct KeptChapter: Codable, Sendable {
  /// The file, and what the manifest says of its cells.
  var entry: Manifest.Chapter
  /// A digest of the lines that were read: the file may have been another one when its digest was taken.
  var text: String
  var labels: [Label]
  var hasEditions: Bool
  var hasMoreInNotebooks: Bool
  /// What cells were observed to use, as parts of their keys.
  var uses: [CacheKey.Part]
  /// The entries of the cache that hold the results; see `ResultStore`.
  var results: [String]
  var costs: [CellCost]
  /// The digests of the files that the chapter names, by their paths.
  var files: [String: String]
  /// What it was built into, for each audience.
  var builds: [String: KnownBuild]
}

/// The chapters of a render that the next one may take over.
struct KeptChapters: Codable, Sendable {
  /// A digest of all that decides about every chapter: settings, programs, machine and command.
  var circumstances: String
  /// By their paths.
  var chapters: [String: KeptChapter]
}

extension KeptChapter {
  /// Whether a chapter was read from the same text.
  ///
  /// - Parameters:
  ///   - chapter: The chapter, or no more than its settings.
  ///   - bytes: What it was read from.
  /// - Returns: `false` when the chapter is to be read and built.
  func isKept(of chapter: Chapter, readFrom bytes: [UInt8]) -> Bool {
    entry.source.sha256 == SHA256.hexadecimal(of: bytes) && text == Self.digest(ofText: chapter)
  }

  /// A digest of the lines of a chapter; `nil` when there is none.
  static func digest(ofText chapter: Chapter) -> String? {
    // What has no digest is never found to be the same again.
    try? RenderStore.digest(of: chapter.lines)
  }
}

/// What was to be taken over has changed, or its results can no longer be read: everything is looked at again.
struct ChaptersAreNotAsKept: Error {}
