import Digests
import Foundation
import Tensors

/// Which pictures a data set of one's own holds, before any is read.
struct PictureListing {
  struct File: Sendable {
    var path: String
    /// The path from the folder or the list: the same wherever the book lies.
    var name: String
    var label: Int
    /// Which part it is for, where the folder says so.
    var part: Part?
  }

  enum Part: String, CaseIterable, Sendable { case train, test }

  /// What figures and tables call it: the folder's name.
  let name: String
  /// In the order of their names.
  let classes: [String]
  /// In the order of their names.
  let files: [File]
  /// Files that are no pictures of PNG or JPEG.
  private let others: Int

  /// Looks into a folder of folders.
  ///
  /// - Throws: `DatasetError`.
  init(folder path: String) throws {
    name = URL(filePath: path).lastPathComponent
    let parts = Part.allCases.filter { Self.isFolder("\(path)/\($0.rawValue)") }
    let isDivided = parts.count == Part.allCases.count
    let roots: [(path: String, part: Part?)] =
      isDivided ? parts.map { ("\(path)/\($0.rawValue)", $0) } : [(path, nil)]
    var found: [(name: String, path: String, className: String, part: Part?)] = []
    var others = 0
    var empty: String?
    for root in roots {
      for className in try Self.names(in: root.path)
      where Self.isFolder("\(root.path)/\(className)") {
        let folder = "\(root.path)/\(className)"
        let names = try Self.names(in: folder)
        let pictures = names.filter(Self.isPicture)
        others += names.count - pictures.count
        if pictures.isEmpty { empty = empty ?? folder }
        let start = root.part.map { "\($0.rawValue)/" } ?? ""
        found += pictures.map {
          ("\(start)\(className)/\($0)", "\(folder)/\($0)", className, root.part)
        }
      }
    }
    if let empty {
      throw DatasetError(file: empty, problem: .noPictures(reason: "found none in this one"))
    }
    guard !found.isEmpty else {
      throw DatasetError(file: path, problem: .noPictures(reason: "found no folder"))
    }
    let classes = Set(found.map(\.className)).sorted()
    self.classes = classes
    self.others = others
    files = found.map { file in
      File(
        path: file.path, name: file.name, label: classes.firstIndex(of: file.className) ?? 0,
        part: file.part)
    }
  }

  /// Reads a list of pictures and their classes.
  ///
  /// - Throws: `DatasetError`.
  init(list path: String) throws {
    let text: String
    do {
      text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    } catch {
      throw DatasetError(file: path, problem: .unreadable(reason: error.localizedDescription))
    }
    let folder = URL(filePath: path).deletingLastPathComponent()
    name = folder.lastPathComponent
    var found: [(name: String, path: String, className: String)] = []
    for (index, record) in CommaSeparated.records(in: text).enumerated() {
      func wrong(_ reason: String) -> DatasetError {
        DatasetError(file: path, problem: .wrongLabel(line: record.line, reason: reason))
      }
      guard record.fields.count >= 2, let picture = record.fields.first, !record.fields[1].isEmpty
      else {
        throw wrong("expected a picture and its class, found \(record.fields.count) field(s)")
      }
      let file = folder.appending(path: picture).path
      if !FileManager.default.fileExists(atPath: file) {
        if index == 0, !Self.isPicture(picture) { continue }
        throw wrong("there is no picture '\(picture)'")
      }
      found.append((picture, file, record.fields[1]))
    }
    guard !found.isEmpty else {
      throw DatasetError(file: path, problem: .noPictures(reason: "found no line that names one"))
    }
    let classes = Set(found.map(\.className)).sorted()
    self.classes = classes
    others = 0
    files = found.map { file in
      File(
        path: file.path, name: file.name, label: classes.firstIndex(of: file.className) ?? 0,
        part: nil)
    }
  }

  /// What a sentence about the pictures adds when files were passed over.
  var leftOut: String {
    switch others {
    case 0: ""
    case 1: " (one file that is neither PNG nor JPEG was left out)"
    default: " (\(others) files that are neither PNG nor JPEG were left out)"
    }
  }

  /// Divides the pictures into those for training and those for testing, by their place in `files`.
  ///
  /// - Parameters:
  ///   - share: How much of each class is for testing, where the folder does not say.
  ///   - seed: Decides which.
  /// - Returns: Both, in the order of the files.
  func parts(test share: Double, seed: Int) -> (train: [Int], test: [Int]) {
    if files.first?.part != nil {
      return (
        files.indices.filter { files[$0].part == .train },
        files.indices.filter { files[$0].part == .test }
      )
    }
    var isTest = [Bool](repeating: false, count: files.count)
    for label in classes.indices {
      let members = files.indices.filter { files[$0].label == label }
      var stream = RandomStream(seed: seed, purpose: "folder", label)
      // At least one stays to learn from.
      let count = min(Int((Double(members.count) * share).rounded()), members.count - 1)
      for place in stream.permutation(of: members.count).prefix(count) {
        isTest[members[place]] = true
      }
    }
    return (files.indices.filter { !isTest[$0] }, files.indices.filter { isTest[$0] })
  }

  /// A digest of all names, classes and contents, in hexadecimal.
  func digest(of contents: [String]) -> String {
    var hash = SHA256()
    for (file, content) in zip(files, contents) {
      hash.update("\(content)  \(classes[file.label])  \(file.name)\n".utf8)
    }
    return hash.hexadecimal
  }

  // MARK: Folders

  /// What lies in a folder, sorted, but for what is hidden.
  private static func names(in folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { !$0.hasPrefix(".") }.sorted()
    } catch {
      throw DatasetError(file: folder, problem: .unreadable(reason: error.localizedDescription))
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private static func isPicture(_ name: String) -> Bool {
    PictureFile.endings.contains(URL(filePath: name).pathExtension.lowercased())
  }
}
