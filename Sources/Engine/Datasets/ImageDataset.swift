/// A data set ready for use: training and test images, and what is to be said of them.
public struct ImageDataset: Sendable {
  /// Such as `"MNIST"`.
  public var name: String
  public var train: LabeledImages
  public var test: LabeledImages
  /// Which data this is and why it was chosen, as a sentence for the report.
  public var note: String
  /// The files that were read; empty when the images were drawn.
  public var sources: [DataSource]
}

extension ImageDataset: CustomStringConvertible {
  public var description: String { note }
}

/// Loads MNIST: 60,000 + 10,000 handwritten digits, 28 × 28, grey.
///
/// - Parameter folders: Where to look.
/// - Returns: The images, with a note that says which they are and why.
/// - Throws: `DatasetError` when a file is missing or corrupt.
public func mnist(in folders: DataFolders = .standard()) throws -> ImageDataset {
  try loadIDX(.mnist, from: folders).normalized(mean: [0.1307], deviation: [0.3081])
}

/// Loads Fashion-MNIST: 60,000 + 10,000 pictures of clothes, 28 × 28, grey.
///
/// - Parameter folders: Where to look.
/// - Returns: The images, with a note that says which they are and why.
/// - Throws: `DatasetError` when a file is missing or corrupt.
public func fashionMNIST(in folders: DataFolders = .standard()) throws -> ImageDataset {
  try loadIDX(.fashionMNIST, from: folders).normalized(mean: [0.2860], deviation: [0.3530])
}

/// Loads CIFAR-10: 50,000 + 10,000 photographs in ten classes, 32 × 32, red, green and blue.
///
/// Training batches that are missing are left out, as long as there is one; the note says so.
///
/// - Parameter folders: Where to look.
/// - Returns: The images, with a note that says which they are and why.
/// - Throws: `DatasetError` when the test batch or all training batches are missing, or a file is
///   corrupt.
public func cifar10(in folders: DataFolders = .standard()) throws -> ImageDataset {
  try loadCIFAR(from: folders).normalized(
    mean: [0.4914, 0.4822, 0.4465], deviation: [0.2470, 0.2435, 0.2616])
}

/// Loads small grey images for LeNet-5: MNIST, else Fashion-MNIST, else digits that are drawn.
///
/// - Parameter folders: Where to look.
/// - Returns: The images, with a note that says which they are and why.
/// - Throws: `DatasetError` when a data set is there but corrupt: nothing then stands in for it.
public func digits(in folders: DataFolders = .standard()) throws -> ImageDataset {
  if let found = try ifPresent({ try mnist(in: folders) }) { return found }
  let absence = "MNIST was not found (“convolume data fetch mnist” gets it)"
  if var found = try ifPresent({ try fashionMNIST(in: folders) }) {
    found.note = "\(absence), so Fashion-MNIST stands in for it. \(found.note)"
    return found
  }
  var drawn = drawnDigits()
  drawn.note = "\(absence), nor was Fashion-MNIST, so digits are drawn. \(drawn.note)"
  return drawn
}

/// Loads small colour images for AlexNet: CIFAR-10, else Fashion-MNIST in three channels, else drawn
/// pictures.
///
/// - Parameter folders: Where to look.
/// - Returns: The images, with a note that says which they are and why.
/// - Throws: `DatasetError` when a data set is there but corrupt: nothing then stands in for it.
public func photographs(in folders: DataFolders = .standard()) throws -> ImageDataset {
  if let found = try ifPresent({ try cifar10(in: folders) }) { return found }
  let absence = "CIFAR-10 was not found (“convolume data fetch cifar10” gets it)"
  if var found = try ifPresent({ try fashionMNIST(in: folders) }) {
    found.train = found.train.transformed(by: [Pad(by: 2)]).repeatingChannels(3)
    found.test = found.test.transformed(by: [Pad(by: 2)]).repeatingChannels(3)
    found.note =
      "\(absence), so Fashion-MNIST, in three equal channels and padded to 32 × 32, stands in "
      + "for it. \(found.note)"
    return found
  }
  var drawn = drawnPictures()
  drawn.note = "\(absence), nor was Fashion-MNIST, so pictures are drawn. \(drawn.note)"
  return drawn
}

/// The result of `load`, or `nil` when a file is missing; every other error is passed on.
private func ifPresent(_ load: () throws -> ImageDataset) throws -> ImageDataset? {
  do {
    return try load()
  } catch let error as DatasetError {
    if case .missing = error.problem { return nil }
    throw error
  }
}

extension ImageDataset {
  fileprivate func normalized(mean: [Float], deviation: [Float]) -> ImageDataset {
    var dataset = self
    dataset.train = train.normalized(mean: mean, deviation: deviation)
    dataset.test = test.normalized(mean: mean, deviation: deviation)
    return dataset
  }
}
