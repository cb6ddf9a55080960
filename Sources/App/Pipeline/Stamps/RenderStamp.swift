import Caching
import Chapters

/// All that a render depended on, all that it wrote, and what it said.
///
/// Where all of it is as it was, the same render would write the same files and say the same, so it
/// need not be done. Whatever is in doubt is a reason to do it.
///
/// What is kept below `.convolume` is not looked at: the outputs are there, and do not come from it until it
/// is used again. Whether it is damaged is found out then.
struct RenderStamp: Codable {
  /// The command, its surroundings and the machine, by name.
  var circumstances: [String: String]
  /// Settings, chapters, pictures and templates; fonts, programs and libraries.
  var inputs: [StampedFile]
  /// What cells were observed to use, as parts of their keys.
  var uses: [CacheKey.Part]
  var outputs: [StampedFile]
  /// Of all that each output was made of, by its path, where that is known.
  var keys: [String: String]
  /// A change of a file at this time or later is none that the stamp knows of; by the clock of the
  /// project's file system.
  var time: Int

  /// The entries of the cache that the render used.
  var used: [String]
  /// How many cells there are, none of which would run.
  var cells: Int
  var diagnostics: [Diagnostic]
  var entryPoints: [String]

  /// Returns the stamp as it would be made now, at `now`; `nil` when some file is not as it was.
  func unchangedFiles(at now: Int) -> RenderStamp? {
    var renewed = self
    renewed.time = now
    for (index, file) in outputs.enumerated() {
      guard let same = file.unchanged(since: time) else { return nil }
      renewed.outputs[index] = same
    }
    for (index, file) in inputs.enumerated() {
      guard let same = file.unchanged(since: time) else { return nil }
      renewed.inputs[index] = same
    }
    return renewed
  }

  /// Whether the status of each file is enough to know it by.
  var isSettled: Bool {
    (inputs + outputs).allSatisfy { $0.status?.isSettled(before: time) ?? true }
  }
}
