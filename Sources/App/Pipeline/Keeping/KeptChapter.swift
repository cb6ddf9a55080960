import Caching
import Chapters
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

/// What was to be taken over has changed, or its results can no longer be read: everything is looked at again.
struct ChaptersAreNotAsKept: Error {}
