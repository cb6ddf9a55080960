import Datasets
import Foundation
import TestSupport
import Testing

/// Pictures of one's own.
///
/// What is read from a file is compared with what Pillow reads from it; see `Golden/pictures.py`.
@Suite struct PictureFolderTests {
  private struct Recording: Decodable {
    var file: String
    var width, height: Int
    /// Row by row.
    var colour, grey, middle: Data

    static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Golden")

    static func read() throws -> [Recording] {
      let file = golden.appending(path: "pictures.json")
      return try JSONDecoder().decode([Recording].self, from: Data(contentsOf: file))
    }

    /// The middle of the picture, as high and wide as its shorter side: `[channels, side, side]`, flat.
    func cut(_ pixels: Data, channels: Int) -> [UInt8] {
      let side = min(width, height)
      let (top, left) = ((height - side) / 2, (width - side) / 2)
      let bytes = Array(pixels)
      return (0..<channels).flatMap { channel in
        (0..<side * side).map { pixel in
          bytes[((top + pixel / side) * width + left + pixel % side) * channels + channel]
        }
      }
    }
  }

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var path: String { folder.url.appending(path: "photos").path }

  /// Puts a copy of one of the recorded pictures into the folder.
  private func put(_ picture: String, at place: String) throws {
    let source = Recording.golden.appending(path: "pictures/\(picture)")
    try folder.write(Data(contentsOf: source), to: "photos/\(place)")
  }

  // MARK: Reading

  @Test func `every pixel is the one that Pillow reads, in colour and in grey`() throws {
    let recordings = try Recording.read()
    #expect(recordings.count == 17)
    for recording in recordings {
      let side = min(recording.width, recording.height)
      try put(recording.file, at: "\(recording.file)/a/\(recording.file)")
      let place = "\(path)/\(recording.file)"
      let colour = try Datasets.folder(place, size: side, test: 0)
      #expect(
        colour.train.pixels == recording.cut(recording.colour, channels: 3), "\(recording.file)")
      let grey = try Datasets.folder(place, size: side, channels: 1, test: 0)
      #expect(grey.train.pixels == recording.cut(recording.grey, channels: 1), "\(recording.file)")
    }
  }

  @Test func `a picture's shorter side is resized, and its middle kept`() throws {
    for recording in try Recording.read() {
      try put(recording.file, at: "\(recording.file)/a/\(recording.file)")
      let small = try Datasets.folder("\(path)/\(recording.file)", size: 8, test: 0)
      #expect(small.train.imageShape == [3, 8, 8])
      let middle = Array(recording.middle)
      let expected = (0..<192).map { middle[$0 % 64 * 3 + $0 / 64] }
      // Where both axes shrink, Pillow rounds a fifth of the pixels otherwise; see `Resize`.
      for (found, pixel) in zip(small.train.pixels, expected) {
        #expect(abs(Int(found) - Int(pixel)) <= 1, "\(recording.file)")
      }
    }
  }

  // MARK: Folders

  /// Ten pictures of cats and five of dogs.
  private func putCatsAndDogs() throws {
    for number in 0..<10 { try put("colour.png", at: "cat/\(number).png") }
    for number in 0..<5 { try put("colour.jpg", at: "dog/\(number).jpg") }
  }

  @Test func `a folder holds a folder for each class, and each gives its share for testing`() throws
  {
    try putCatsAndDogs()
    try folder.write("", to: "photos/cat/.DS_Store")
    try folder.write("a text", to: "photos/cat/notes.txt")
    try folder.write("a text", to: "photos/README.md")
    let photos = try Datasets.folder(path, test: 0.2)
    #expect(photos.train.classNames == ["cat", "dog"])
    #expect(photos.train.classCounts == [8, 4])
    #expect(photos.test.classCounts == [2, 1])
    #expect(
      photos.note
        == "The images are those of the folder “photos”: 12 for training and 3 for testing "
        + "(one file that is neither PNG nor JPEG was left out).")
  }

  @Test func `the seed decides which pictures are for testing`() throws {
    for number in 0..<12 { try put("held-\(number % 8 + 1).jpg", at: "cat/\(number).jpg") }
    for number in 0..<4 { try put("grey.png", at: "dog/\(number).png") }
    let first = try Datasets.folder(path, size: 8, test: 0.5, seed: 1)
    let again = try Datasets.folder(path, size: 8, test: 0.5, seed: 1)
    let other = try Datasets.folder(path, size: 8, test: 0.5, seed: 2)
    #expect(first.test == again.test)
    #expect(first.test.pixels != other.test.pixels)
  }

  @Test func `at least one picture of a class stays to learn from`() throws {
    try put("grey.png", at: "a/1.png")
    try put("grey.png", at: "b/1.png")
    try put("grey.png", at: "b/2.png")
    let photos = try Datasets.folder(path, test: 0.9)
    #expect(photos.train.classCounts == [1, 1])
    #expect(photos.test.classCounts == [0, 1])
  }

  @Test func `folders called train and test are the two parts`() throws {
    try put("colour.png", at: "train/cat/1.png")
    try put("grey.png", at: "train/dog/1.png")
    try put("clear.png", at: "test/dog/1.png")
    let photos = try Datasets.folder(path, size: 8)
    #expect(photos.train.labels == [0, 1])
    #expect(photos.test.labels == [1])
    #expect(photos.test.classNames == ["cat", "dog"])
  }

  @Test func `training images have the mean 0 and the deviation 1 in each channel`() throws {
    try putCatsAndDogs()
    let train = try Datasets.folder(path).train
    let numbers: [Float] = train.images(at: Array(0..<train.count)).values
    let area = train.height * train.width
    for channel in 0..<3 {
      let own = numbers.indices.filter { $0 / area % 3 == channel }.map { Double(numbers[$0]) }
      let mean = own.reduce(0, +) / Double(own.count)
      let squares: [Double] = own.map { ($0 - mean) * ($0 - mean) }
      let variance = squares.reduce(0, +) / Double(own.count)
      #expect(abs(mean) < 1e-4)
      #expect(abs(variance - 1) < 1e-3)
    }
  }

  @Test func `one digest stands for names, classes and contents, wherever the folder lies`() throws
  {
    try put("colour.png", at: "here/photos/cat/1.png")
    try put("colour.png", at: "there/photos/cat/1.png")
    try put("colour.png", at: "renamed/photos/cat/2.png")
    try put("grey.png", at: "changed/photos/cat/1.png")
    let digests = try ["here", "there", "renamed", "changed"].map {
      try Datasets.folder("\(path)/\($0)/photos").sources.map(\.sha256)
    }
    #expect(digests.allSatisfy { $0.count == 1 })
    #expect(digests[0] == digests[1])
    #expect(Set(digests.map { $0[0] }).count == 3)
  }

  // MARK: Lists

  @Test func `a list gives each picture its class`() throws {
    try put("colour.png", at: "all/1.png")
    try put("grey.png", at: "all/two, and a half.png")
    try put("clear.png", at: "all/3.png")
    try folder.write(
      "picture,class\r\nall/1.png, cat\r\n\"all/two, and a half.png\",\"a \"\"dog\"\"\"\r\n\nall/3.png,cat,x",
      to: "photos/labels.csv")
    let photos = try Datasets.folder(path, labels: "\(path)/labels.csv", size: 8, test: 0)
    #expect(photos.train.classNames == ["a \"dog\"", "cat"])
    #expect(photos.train.labels == [1, 0, 1])
  }

  @Test(arguments: [
    ("1.png,cat\nnone.png,dog", "line 2: there is no picture 'none.png'"),
    ("1.png,cat\n1.png", "line 2: expected a picture and its class, found 1 field(s)"),
    ("1.png,", "line 1: expected a picture and its class"),
    ("picture,class\n", "found no line that names one"),
    ("none.png,cat", "line 1: there is no picture 'none.png'"),
  ]) func `a line that cannot be used is named`(list: String, message: String) throws {
    try put("grey.png", at: "1.png")
    try folder.write(list, to: "photos/labels.csv")
    let error = try #require(throws: DatasetError.self) {
      try Datasets.folder(path, labels: "\(path)/labels.csv")
    }
    #expect("\(error)".contains("labels.csv: "))
    #expect("\(error)".contains(message))
  }

  // MARK: Mistakes

  @Test func `a folder that is not there, and one without pictures, are told apart`() throws {
    #expect(throws: DatasetError.self) { try Datasets.folder(path) }
    try folder.write("a text", to: "photos/notes.txt")
    let flat = try #require(throws: DatasetError.self) { try Datasets.folder(path) }
    #expect("\(flat)".contains("found no folder. Put the pictures of each class into a folder"))
    try put("grey.png", at: "cat/1.png")
    try folder.write("a text", to: "photos/dog/notes.txt")
    let empty = try #require(throws: DatasetError.self) { try Datasets.folder(path) }
    #expect("\(empty)".contains("photos/dog: expected"))
  }

  @Test(arguments: ["colour.png", "colour.jpg", "progressive.jpg", "held-6.jpg", "palette.png"])
  func `a file that breaks off anywhere, or is damaged, is named and ends nothing`(
    picture: String
  ) throws {
    let whole = try Data(contentsOf: Recording.golden.appending(path: "pictures/\(picture)"))
    // What ends a PNG, sixteen bytes, says nothing of its pixels.
    let pieces = stride(from: 0, to: whole.count - 16, by: 7).map { whole.prefix($0) }
    for piece in pieces {
      try folder.write(piece, to: "photos/cat/1.png")
      let error = try #require(throws: DatasetError.self) { try Datasets.folder(path) }
      #expect(
        "\(error)".contains(
          "cat/1.png: expected a picture, PNG or JPEG, found one that cannot be read"))
    }
    // A flipped bit may give other pixels, but never ends the program.
    for place in stride(from: 2, to: whole.count, by: 3) {
      var changed = whole
      changed[place] ^= 0x55
      try folder.write(changed, to: "photos/cat/1.png")
      _ = try? Datasets.folder(path)
    }
  }
}
