import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct ImageDatasetTests {
  let folder: TemporaryFolder
  let folders: DataFolders

  init() throws {
    folder = try TemporaryFolder()
    folders = DataFolders([folder.url.path])
  }

  @Test func `reads images and labels of both parts`() throws {
    try writeSmallMNIST(to: folder)
    let mnist = try mnist(in: folders)
    #expect(mnist.train.labels == [5, 0, 4])
    #expect(mnist.test.labels == [7, 2])
    #expect(mnist.train.imageShape == [1, 28, 28])
    #expect(mnist.train.picture(at: 2).pixels == Array(repeating: 20, count: 784))
    #expect(mnist.train.className(at: 0) == "5")
    #expect(
      mnist.note == "The images are those of MNIST: 3 for training and 2 for testing "
        + "(not all files are the published ones).")
    #expect(mnist.sources.first?.path == "\(folder.url.path)/mnist/\(MNISTFile.trainImages)")
    #expect(mnist.sources.map(\.isOfficial) == [false, false, false, false])
  }

  @Test func `reads packed files, with a stored name or without, in one member or two`() throws {
    try writeSmallMNIST(to: folder)
    for name in [MNISTFile.trainImages, MNISTFile.trainLabels, MNISTFile.testImages] {
      let plain = try folder.bytes(of: "mnist/\(name)")
      let packed = name == MNISTFile.trainImages ? gzipped(plain, name: "a.idx") : gzipped(plain)
      try FileManager.default.removeItem(at: folder.url.appending(path: "mnist/\(name)"))
      try folder.write(packed, to: "mnist/\(name).gz")
    }
    let labels = idx([2], elements: [7, 2])
    try folder.write(
      gzipped(labels.prefix(5)) + gzipped(labels.dropFirst(5)), to: "mnist/\(MNISTFile.testLabels)")
    let mnist = try mnist(in: folders)
    #expect(mnist.train.labels == [5, 0, 4])
    #expect(mnist.test.labels == [7, 2])
  }

  @Test func `reads colour images channel by channel`() throws {
    let batch =
      cifarRecord(label: 6, red: 1, green: 2, blue: 3)
      + cifarRecord(label: 9, red: 4, green: 5, blue: 6)
    try folder.write(gzipped(batch), to: "cifar10/data_batch_2.bin.gz")
    try folder.write(
      cifarRecord(label: 3, red: 7, green: 8, blue: 9), to: "cifar10/test_batch.bin")
    let cifar = try cifar10(in: folders)
    #expect(cifar.train.labels == [6, 9])
    #expect(cifar.train.className(at: 0) == "frog")
    #expect(cifar.train.picture(at: 1)[2, 31, 31] == 6)
    #expect(cifar.test.picture(at: 0)[0, 0, 0] == 7)
    #expect(cifar.note.contains("4 of its 5 training batches are missing"))
  }

  @Test func `prefers the first choice, and says why it took another`() throws {
    try writeSmallMNIST(to: folder, under: "fashion-mnist")
    let second = try digits(in: folders)
    #expect(second.name == "Fashion-MNIST")
    #expect(
      second.note == "MNIST was not found (“convolume data fetch mnist” gets it), so Fashion-MNIST "
        + "stands in for it. The images are those of Fashion-MNIST: 3 for training and 2 for "
        + "testing (not all files are the published ones).")
    try writeSmallMNIST(to: folder)
    #expect(try digits(in: folders).name == "MNIST")
  }

  @Test func `turns grey images into colour images of 32 × 32 where photographs are missing`()
    throws
  {
    try writeSmallMNIST(to: folder, under: "fashion-mnist")
    let standIn = try photographs(in: folders)
    #expect(standIn.train.imageShape == [3, 32, 32])
    #expect(standIn.train.picture(at: 2)[2, 16, 16] == 20)
    #expect(standIn.train.picture(at: 2)[0, 0, 0] == 0)
    #expect(standIn.note.contains("in three equal channels and padded to 32 × 32"))
  }

  @Test func `draws images on a machine without any data`() throws {
    let nothing = DataFolders([folder.url.path])
    let drawn = try digits(in: nothing)
    #expect(drawn.name == "Drawn digits")
    #expect(drawn.train.count == 6_000)
    #expect(drawn.train.classCounts == Array(repeating: 600, count: 10))
    #expect(drawn.sources.isEmpty)
    #expect(
      drawn.note.hasSuffix(
        "nor was Fashion-MNIST, so digits are drawn. The images are digits drawn by Convolume with "
          + "seed 1: 6,000 for training and 1,000 for testing."))
    #expect(try photographs(in: nothing).train.imageShape == [3, 32, 32])
  }

  @Test func `draws the same images from the same seed`() {
    let one = drawnDigits(trainCount: 20, testCount: 10, seed: 3)
    #expect(one.train == drawnDigits(trainCount: 20, testCount: 10, seed: 3).train)
    #expect(one.train != drawnDigits(trainCount: 20, testCount: 10, seed: 4).train)
    #expect(Set((0..<10).map { one.train.picture(at: $0) }).count == 10)
  }

  @Test func `tells two data sets with equal file names apart by the folder's name`() throws {
    try writeSmallMNIST(to: folder, under: "fashion-mnist")
    let direct = DataFolders([folder.url.path + "/fashion-mnist"])
    #expect(throws: DatasetError.self) { try mnist(in: direct) }
    #expect(try fashionMNIST(in: direct).train.count == 3)
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist")))
  func `reads the system's Fashion-MNIST as its authors published it`() throws {
    let fashion = try fashionMNIST(in: DataFolders(["/usr/share/datasets"]))
    #expect(fashion.train.count == 60_000)
    #expect(fashion.test.count == 10_000)
    #expect(fashion.sources.map(\.isOfficial) == [true, true, true, true])
    #expect(fashion.train.classCounts == Array(repeating: 6_000, count: 10))
    #expect(fashion.train.labels.prefix(5) == [9, 0, 0, 3, 0])
  }
}
