import Foundation

/// What is wrong with a file of a data set, and how to fix it.
public struct DatasetError: Error, Hashable, Sendable {
  public enum Problem: Hashable, Sendable {
    /// No folder of the search path holds the file.
    case missing(searched: [String])
    /// The system would not let us read or write it.
    case unreadable(reason: String)
    /// The system would not let us make it.
    case unwritable(reason: String)
    /// The gzip stream breaks off or fails its own checksum.
    case damagedGzip(reason: String)
    /// The first four bytes are not those of the format.
    case wrongMagic(expected: UInt32, found: UInt32)
    /// The header claims more data than memory could ever hold.
    case impossibleShape([Int])
    /// The file has more or fewer bytes than its header or its format says.
    case wrongLength(expected: Int, found: Int)
    /// The images are not of the size that this data set has.
    case wrongImageSize(expected: [Int], found: [Int])
    /// A label names a class that does not exist.
    case labelOutOfRange(label: Int, image: Int, classes: Int)
    /// Images and labels do not pair up.
    case countMismatch(images: Int, labels: Int, labelsFile: String)
    /// The bytes are not those that the authors published.
    case wrongDigest(expected: String, found: String)
    /// A tar archive that does not read as one.
    case damagedArchive(reason: String)
    /// A file of PNG or JPEG that does not read as one.
    case damagedPicture(reason: String)
    /// A folder in which no class has a picture.
    case noPictures(reason: String)
    /// A line of a list of labels, counted from 1, that cannot be used.
    case wrongLabel(line: Int, reason: String)
    /// Every address was tried; the last one failed with `reason`.
    case notFetched(reason: String)
    /// A bad copy lies in a folder that is searched before the one with the good copy.
    case hides(good: String)
    /// No data set of this name is known.
    case unknownDataset(known: [String])
  }

  /// The path or the name of the file.
  public var file: String
  public var problem: Problem
  /// The name by which `convolume data fetch` knows the data set; `nil` when it cannot get it.
  public var dataset: String?

  public init(file: String, problem: Problem, dataset: String? = nil) {
    self.file = file
    self.problem = problem
    self.dataset = dataset
  }
}

extension DatasetError: CustomStringConvertible {
  public var description: String { "\(file): \(finding). \(fix)" }

  private var finding: String {
    switch problem {
    case .missing(let searched):
      "not found in \(searched.isEmpty ? "any folder" : searched.joined(separator: ", "))"
    case .unreadable(let reason):
      "cannot be used: \(reason)"
    case .unwritable(let reason):
      "cannot be written: \(reason)"
    case .damagedGzip(let reason):
      "expected an intact gzip file, found one that is damaged (\(reason))"
    case .wrongMagic(let expected, let found):
      "expected the magic number \(expected) in the first four bytes, found \(found)"
    case .impossibleShape(let shape):
      "expected sizes that fit into memory, found a header that claims "
        + shape.map(String.init).joined(separator: " × ") + " bytes"
    case .wrongLength(let expected, let found):
      "expected \(expected) bytes, found \(found)"
    case .wrongImageSize(let expected, let found):
      "expected images of \(Self.size(expected)) pixels, found \(Self.size(found))"
    case .labelOutOfRange(let label, let image, let classes):
      "expected labels from 0 to \(classes - 1), found \(label) at image \(image)"
    case .countMismatch(let images, let labels, let labelsFile):
      "expected one label for each of its \(images) images, found \(labels) in \(labelsFile)"
    case .wrongDigest(let expected, let found):
      "expected the SHA-256 \(expected), found \(found)"
    case .damagedArchive(let reason):
      "expected a tar archive, found one that is damaged (\(reason))"
    case .damagedPicture(let reason):
      "expected a picture, PNG or JPEG, found one that cannot be read: \(reason)"
    case .noPictures(let reason):
      "expected a folder for each class with its pictures, PNG or JPEG, \(reason)"
    case .wrongLabel(let line, let reason):
      "line \(line): \(reason)"
    case .notFetched(let reason):
      "could not be downloaded: \(reason)"
    case .hides(let good):
      "it is damaged, and found before the good copy in \(good)"
    case .unknownDataset(let known):
      "expected one of \(known.joined(separator: ", "))"
    }
  }

  private var fix: String {
    switch problem {
    case .wrongMagic(_, let found) where found == 0x803 || found == 0x801:
      return "Check that the files of images and labels were not swapped."
    case .unwritable:
      return "Check the folder's permissions and the free space, or name another folder in "
        + "XDG_CACHE_HOME."
    case .notFetched:
      return "Run the command again when the network is there; it goes on where it stopped."
    case .damagedPicture:
      return "Put a good copy in its place, or take it out of the folder."
    case .noPictures:
      return "Put the pictures of each class into a folder that bears its name, or name a list of "
        + "labels: folder(\"photos\", labels: \"photos/labels.csv\")."
    case .wrongLabel:
      return
        "Give each line the path of a picture, seen from the list, and its class: 'a/1.png,cat'."
    case .hides:
      return "Remove it, or take its folder out of CONVOLUME_DATA."
    case .unknownDataset:
      return "Run 'convolume data list' to see them."
    default:
      guard let dataset else { return "Put a good copy in its place." }
      return "Run 'convolume data fetch \(dataset)' to get a good copy."
    }
  }

  private static func size(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: " × ")
  }
}

extension DatasetError: LocalizedError {
  public var errorDescription: String? { description }
}
