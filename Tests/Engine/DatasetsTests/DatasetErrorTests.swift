import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct DatasetErrorTests {
  let folder: TemporaryFolder
  let folders: DataFolders

  init() throws {
    folder = try TemporaryFolder()
    folders = DataFolders([folder.url.path])
    try writeSmallMNIST(to: folder)
  }

  /// The message that loading gives after one file was replaced.
  private func message(replacing file: String, by bytes: Data) throws -> String {
    try folder.write(bytes, to: "mnist/\(file)")
    do {
      _ = try mnist(in: folders)
      return "no error"
    } catch let error as DatasetError {
      return error.description.replacing(folder.url.path + "/", with: "")
    }
  }

  @Test func `names the missing file, the folders searched, and the command that gets it`() throws {
    try FileManager.default.removeItem(
      at: folder.url.appending(path: "mnist/\(MNISTFile.testLabels)"))
    let error = #expect(throws: DatasetError.self) { try mnist(in: folders) }
    #expect(
      error?.description == "t10k-labels-idx1-ubyte: not found in \(folder.url.path). "
        + "Run 'convolume data fetch mnist' to get a good copy.")
  }

  @Test func `recognises images and labels that were swapped`() throws {
    #expect(
      try message(replacing: MNISTFile.trainImages, by: idx([3], elements: [1, 2, 3]))
        == "mnist/train-images-idx3-ubyte: expected the magic number 2051 in the first four bytes, "
        + "found 2049. Check that the files of images and labels were not swapped.")
  }

  @Test func `recognises a file of another kind`() throws {
    #expect(
      try message(replacing: MNISTFile.trainImages, by: Data("<html>".utf8))
        == "mnist/train-images-idx3-ubyte: expected the magic number 2051 in the first four bytes, "
        + "found 1013478509. Run 'convolume data fetch mnist' to get a good copy.")
  }

  @Test func `recognises a file that breaks off`() throws {
    #expect(
      try message(replacing: MNISTFile.trainLabels, by: idx([3], elements: [5, 0]))
        == "mnist/train-labels-idx1-ubyte: expected 11 bytes, found 10. "
        + "Run 'convolume data fetch mnist' to get a good copy.")
    #expect(
      try message(replacing: MNISTFile.trainLabels, by: Data([0, 0]))
        == "mnist/train-labels-idx1-ubyte: expected 8 bytes, found 2. "
        + "Run 'convolume data fetch mnist' to get a good copy.")
    #expect(
      try message(replacing: MNISTFile.trainLabels, by: Data([0, 0, 8, 1, 0]))
        == "mnist/train-labels-idx1-ubyte: expected 8 bytes, found 5. "
        + "Run 'convolume data fetch mnist' to get a good copy.")
  }

  @Test func `survives a header whose sizes overflow`() throws {
    let huge = idx([0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], elements: [1])
    #expect(
      try message(replacing: MNISTFile.trainImages, by: huge)
        == "mnist/train-images-idx3-ubyte: expected sizes that fit into memory, found a header "
        + "that claims 4294967295 × 4294967295 × 4294967295 bytes. "
        + "Run 'convolume data fetch mnist' to get a good copy.")
  }

  @Test func `recognises a damaged gzip file`() throws {
    let packed = gzipped(idx([3], elements: [5, 0, 4]))
    #expect(
      try message(replacing: MNISTFile.trainLabels, by: packed.dropLast(9))
        == "mnist/train-labels-idx1-ubyte: expected an intact gzip file, found one that is damaged "
        + "(it breaks off after \(packed.count - 9) bytes). "
        + "Run 'convolume data fetch mnist' to get a good copy.")
    var wrong = packed
    wrong[wrong.count - 6] ^= 1
    #expect(
      try message(replacing: MNISTFile.trainLabels, by: wrong)
        == "mnist/train-labels-idx1-ubyte: expected an intact gzip file, found one that is damaged "
        + "(incorrect data check). Run 'convolume data fetch mnist' to get a good copy.")
    #expect(
      try message(replacing: MNISTFile.trainLabels, by: packed + Data("more".utf8))
        == "mnist/train-labels-idx1-ubyte: expected an intact gzip file, found one that is damaged "
        + "(4 bytes of something else after its end). "
        + "Run 'convolume data fetch mnist' to get a good copy.")
  }

  @Test func `recognises images of another size`() throws {
    #expect(
      try message(
        replacing: MNISTFile.trainImages,
        by: idx([3, 2, 2], elements: Array(repeating: 0, count: 12)))
        == "mnist/train-images-idx3-ubyte: expected images of 28 × 28 pixels, found 2 × 2. "
        + "Run 'convolume data fetch mnist' to get a good copy.")
  }

  @Test func `recognises images without labels`() throws {
    #expect(
      try message(replacing: MNISTFile.trainLabels, by: idx([2], elements: [5, 0]))
        == "mnist/train-images-idx3-ubyte: expected one label for each of its 3 images, found 2 in "
        + "mnist/train-labels-idx1-ubyte. Run 'convolume data fetch mnist' to get a good copy.")
  }

  @Test func `recognises a label that no class has`() throws {
    #expect(
      try message(replacing: MNISTFile.trainLabels, by: idx([3], elements: [5, 10, 4]))
        == "mnist/train-labels-idx1-ubyte: expected labels from 0 to 9, found 10 at image 1. "
        + "Run 'convolume data fetch mnist' to get a good copy.")
  }

  @Test func `recognises a batch of colour images that breaks off`() throws {
    try folder.write(Data(repeating: 1, count: 5_000), to: "cifar10/data_batch_1.bin")
    try folder.write(Data(repeating: 1, count: 3_073), to: "cifar10/test_batch.bin")
    let error = #expect(throws: DatasetError.self) { try cifar10(in: folders) }
    #expect(error?.problem == .wrongLength(expected: 6_146, found: 5_000))
    #expect(error?.dataset == "cifar10")
  }

  @Test func `lets nothing stand in for data that is there but damaged`() throws {
    try folder.write(Data(), to: "mnist/\(MNISTFile.trainImages)")
    #expect(throws: DatasetError.self) { try digits(in: folders) }
  }

  @Test func `lists the known names for an unknown one`() {
    let error = #expect(throws: DatasetError.self) { try KnownDataset.named("mnits") }
    #expect(
      error?.description == "mnits: expected one of mnist, fashion-mnist, cifar10. "
        + "Run 'convolume data list' to see them.")
  }
}
