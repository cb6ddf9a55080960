import Datasets

/// Keeps which data a chapter used: the note, the digests of both parts, and the files read.
///
/// ```swift
/// let data = try Datasets.digits()
/// record("data", data)
/// ```
public func record(_ name: String, _ dataset: ImageDataset) {
  record(name, dataset.note)
  record("\(name), SHA-256 of the training images", dataset.train.digest)
  record("\(name), SHA-256 of the test images", dataset.test.digest)
  for source in dataset.sources {
    let file = source.path.split(separator: "/").last.map(String.init) ?? source.path
    let origin = source.isOfficial ? "as published" : "not as published"
    record("\(name), \(file)", "\(source.sha256) (\(origin))")
  }
}
