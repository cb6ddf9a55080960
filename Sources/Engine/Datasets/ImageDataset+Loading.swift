import Foundation
import Tensors
import Numerals

/// Reads the four files of MNIST or Fashion-MNIST.
func loadIDX(_ known: KnownDataset, from folders: DataFolders) throws -> ImageDataset {
  let names = known.files.map(\.name)
  let files = try readTogether(
    names, at: try names.map { try path(of: $0, in: known, folders: folders) },
    headers: [3, 1, 3, 1].map(IDXFile.headerLength), of: known, folders: folders)
  return ImageDataset(
    known, train: try idxImages(files[0], labels: files[1], of: known, part: "training"),
    test: try idxImages(files[2], labels: files[3], of: known, part: "test"), readFrom: files)
}

/// Reads the batches of CIFAR-10 that are there.
func loadCIFAR(from folders: DataFolders) throws -> ImageDataset {
  let known = KnownDataset.cifar10
  let names = known.files.map(\.name)
  let found = names.dropLast().filter { folders.path(of: $0, in: known) != nil }
  for name in names.dropLast() where !found.contains(name) {
    DataUse(of: name, in: known, folders: folders, content: DataUse.absent).report()
  }
  if found.isEmpty { _ = try path(of: names[0], in: known, folders: folders) }
  let read = found + names.suffix(1)
  let files = try readTogether(
    read, at: try read.map { try path(of: $0, in: known, folders: folders) },
    headers: Array(repeating: 0, count: read.count), of: known, folders: folders)
  let batches = try files.map { try CIFARBatch($0, dataset: known.name) }
  let missing = names.count - 1 - found.count
  func images(_ batches: [CIFARBatch], _ part: String) -> LabeledImages {
    LabeledImages(
      name: "\(known.title), \(part)", classNames: known.classNames, size: [3, 32, 32],
      pixels: CIFARBatch.pixels(of: batches), labels: batches.flatMap(\.labels))
  }
  return ImageDataset(
    known, train: images(Array(batches.dropLast()), "training"),
    test: images(Array(batches.suffix(1)), "test"), readFrom: files,
    note: missing == 0 ? nil : "\(missing) of its 5 training batches are missing")
}

private func path(
  of file: String, in known: KnownDataset, folders: DataFolders
) throws -> String {
  guard let path = folders.path(of: file, in: known) else {
    DataUse(of: file, in: known, folders: folders, content: DataUse.absent).report()
    throw DatasetError(
      file: file, problem: .missing(searched: folders.paths), dataset: known.name)
  }
  return path
}

/// Reads and unpacks files side by side; the first error in their order is thrown.
private func readTogether(
  _ names: [String], at paths: [String], headers: [Int], of known: KnownDataset,
  folders: DataFolders
) throws -> [DataFile] {
  let results = Collected<Result<DataFile, any Error>>()
  forEachTask(paths.count) { index in
    let file = Result {
      try DataFile(path: paths[index], headerLength: headers[index], dataset: known.name)
    }
    results.set(file, at: index)
  }
  for index in names.indices {
    var content = DataUse.unreadable
    if case .success(let file)? = results.value(at: index) { content = file.sha256 }
    DataUse(of: names[index], in: known, folders: folders, content: content).report()
  }
  return try paths.indices.compactMap { try results.value(at: $0)?.get() }
}

/// Pairs a file of images with a file of labels, and checks one against the other.
private func idxImages(
  _ images: DataFile, labels: DataFile, of known: KnownDataset, part: String
) throws -> LabeledImages {
  let pictures = try IDXFile(images, axes: 3, dataset: known.name)
  let classes = try IDXFile(labels, axes: 1, dataset: known.name)
  guard pictures.shape.dropFirst() == [28, 28] else {
    throw DatasetError(
      file: images.path,
      problem: .wrongImageSize(expected: [28, 28], found: Array(pictures.shape.dropFirst())),
      dataset: known.name)
  }
  guard pictures.shape[0] == classes.shape[0] else {
    throw DatasetError(
      file: images.path,
      problem: .countMismatch(
        images: pictures.shape[0], labels: classes.shape[0], labelsFile: labels.path),
      dataset: known.name)
  }
  let numbers = classes.elements.map(Int.init)
  if let wrong = numbers.firstIndex(where: { $0 >= known.classNames.count }) {
    throw DatasetError(
      file: labels.path,
      problem: .labelOutOfRange(
        label: numbers[wrong], image: wrong, classes: known.classNames.count),
      dataset: known.name)
  }
  return LabeledImages(
    name: "\(known.title), \(part)", classNames: known.classNames, size: [1, 28, 28],
    pixels: pictures.elements, labels: numbers)
}

extension ImageDataset {
  /// What was read from `files`, with a note that says which images they are and how many.
  ///
  /// The note goes into reports, so it names no folder: equal data gives equal pages everywhere.
  fileprivate init(
    _ known: KnownDataset, train: LabeledImages, test: LabeledImages, readFrom files: [DataFile],
    note: String? = nil
  ) {
    let published = Set(known.files.map(\.sha256))
    let sources = files.map {
      DataSource(path: $0.path, sha256: $0.sha256, isOfficial: published.contains($0.sha256))
    }
    let isOfficial = sources.allSatisfy(\.isOfficial)
    let notes = [note, isOfficial ? nil : "not all files are the published ones"]
      .compactMap { $0 }
    self.init(
      name: known.title, train: train, test: test,
      note: Self.note("those of \(known.title)", train: train.count, test: test.count)
        + (notes.isEmpty ? "." : " (\(notes.joined(separator: "; ")))."),
      sources: sources)
  }

  /// A sentence without its full stop, such as "The images are those of MNIST: 60,000 for training
  /// and 10,000 for testing".
  static func note(_ images: String, train: Int, test: Int) -> String {
    let (train, test) = (String(train).thousandsApart, String(test).thousandsApart)
    return "The images are \(images): \(train) for training and \(test) for testing"
  }
}
