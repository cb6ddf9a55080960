import Chapters
import Foundation
import Synchronization

/// What is rendered, and where its parts lie: a book's folder, or one Markdown file by itself.
package struct Project: Sendable {
  /// The folder that chapters' paths are relative to.
  package let root: URL
  package let configuration: BookConfiguration
  /// Relative to `root`, in the order of the book.
  package let chapterPaths: [String]
  /// One Markdown file anywhere, rendered as a document of its own.
  package let isSingleFile: Bool
  /// Whether only some of the book's chapters are meant.
  private(set) var isPart = false
  /// What was read of it so far.
  package let inputs: InputFiles

  /// Caches, compiled cells, checkpoints and the lock; never needed by a reader.
  package var stateFolder: URL { root.appending(path: ".convolume") }

  package var outputFolder: URL { root.appending(path: configuration.outputFolder) }

  /// Finds the project that `folder` lies in: the nearest one upwards with a `_convolume.yml` (or
  /// `_quarto.yml`), or else with a folder `chapters`.
  ///
  /// - Throws: `PipelineError.noProject`, or `.unreadable` for a settings file that cannot be read.
  package static func find(from folder: URL) throws -> Project {
    var candidate = folder.standardizedFileURL.resolvingSymlinksInPath()
    let inputs = InputFiles()
    while true {
      if let project = try open(candidate, reading: inputs) { return project }
      let parent = candidate.deletingLastPathComponent()
      guard parent.path != candidate.path else {
        throw PipelineError.noProject(startingAt: folder.path)
      }
      candidate = parent
    }
  }

  /// Makes a project of the one file at `path`.
  ///
  /// - Throws: `PipelineError.missingInput`.
  package static func singleFile(_ path: String) throws -> Project {
    let file = URL(filePath: path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
      !isFolder.boolValue
    else { throw PipelineError.missingInput(path) }
    var configuration = BookConfiguration()
    configuration.outputFolder = "."
    return Project(
      root: file.deletingLastPathComponent(), configuration: configuration,
      chapterPaths: [file.lastPathComponent], isSingleFile: true, inputs: InputFiles())
  }

  /// Returns the same project with only the chapters that are named, by path or by file name.
  ///
  /// - Throws: `PipelineError.unknownChapter`.
  package func narrowed(to names: [String]) throws -> Project {
    guard !names.isEmpty else { return self }
    func slug(_ path: String) -> String {
      URL(filePath: path).deletingPathExtension().lastPathComponent
    }
    for name in names where !chapterPaths.contains(where: { $0 == name || slug($0) == name }) {
      throw PipelineError.unknownChapter(name, known: chapterPaths.map(slug))
    }
    var part = Project(
      root: root, configuration: configuration,
      chapterPaths: chapterPaths.filter { names.contains($0) || names.contains(slug($0)) },
      isSingleFile: isSingleFile, inputs: inputs)
    part.isPart = true
    return part
  }

  private static func open(_ folder: URL, reading inputs: InputFiles) throws -> Project? {
    let candidates = BookConfiguration.fileNames.map { folder.appending(path: $0) }
    let chapters = folder.appending(path: "chapters")
    for place in candidates + [chapters] { inputs.note(place) }
    let settings = candidates.first { FileManager.default.fileExists(atPath: $0.path) }
    let files = markdownFiles(in: chapters).map { "chapters/\($0)" }
    guard settings != nil || !files.isEmpty else { return nil }
    var configuration = BookConfiguration()
    if let settings {
      do {
        configuration = BookConfiguration.parse(
          Array(try inputs.read(settings)), path: settings.lastPathComponent)
      } catch {
        throw PipelineError.unreadable(path: settings.path, reason: error.fileReason)
      }
    }
    return Project(
      root: folder, configuration: configuration,
      chapterPaths: configuration.chapterPaths(among: files), isSingleFile: false, inputs: inputs)
  }

  private static func markdownFiles(in folder: URL) -> [String] {
    guard let names = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    return names.compactMap { $0 as? String }
      .filter { !$0.contains("/") && ($0.hasSuffix(".md") || $0.hasSuffix(".qmd")) }
  }

  /// Reads and parses every chapter of the book but its drafts.
  ///
  /// What is wrong with one is reported in its `diagnostics`.
  ///
  /// - Parameter parse: Reads a file's content; whoever has read it before may know the chapter.
  /// - Returns: The chapters, in the order of the book.
  /// - Throws: `PipelineError.noChapters`, or `.onlyDrafts`.
  package func chapters(
    parsing parse:
      @Sendable (_ bytes: [UInt8], _ path: String, _ defaults: FrontMatter) -> Chapter = {
        Chapter.parse($0, path: $1, defaults: $2)
      }
  ) throws -> [Chapter] {
    guard !chapterPaths.isEmpty else {
      throw PipelineError.noChapters(folder: root.appending(path: "chapters").path)
    }
    let parsed = Mutex<[Int: Chapter]>([:])
    DispatchQueue.concurrentPerform(iterations: chapterPaths.count) { index in
      let chapter = chapter(at: chapterPaths[index], parsing: parse)
      parsed.withLock { $0[index] = chapter }
    }
    let chapters = parsed.withLock { parsed in chapterPaths.indices.compactMap { parsed[$0] } }
    // Whoever names the file wants to see it.
    let finished = chapters.filter { isSingleFile || !$0.frontMatter.isDraft }
    guard !finished.isEmpty else { throw PipelineError.onlyDrafts(count: chapters.count) }
    return finished
  }

  private func chapter(
    at path: String, parsing parse: ([UInt8], String, FrontMatter) -> Chapter
  ) -> Chapter {
    do {
      let bytes = Array(try inputs.read(root.appending(path: path)))
      return parse(bytes, path, configuration.defaults)
    } catch {
      return Chapter(
        path: path, slug: URL(filePath: path).deletingPathExtension().lastPathComponent,
        lines: [], frontMatter: FrontMatter(), blocks: [],
        diagnostics: [
          Diagnostic(
            .error, file: path, "cannot be read: \(error.fileReason)",
            fix: "correct its path in _convolume.yml, or write the file")
        ])
    }
  }

  /// Makes the folders for caches, compiled cells and checkpoints, and proves that they can be written.
  ///
  /// - Throws: `PipelineError.unwritableState`.
  func proveStateWritable() throws {
    for folder in ["cache", "cells", "checkpoints"].map({ stateFolder.appending(path: $0) }) {
      do {
        try folder.proveWritable()
      } catch {
        throw PipelineError.unwritableState(path: folder.path, reason: error.fileReason)
      }
    }
  }

  /// Removes what renders made and the project's folder for state, and nothing else.
  ///
  /// - Returns: The paths that are gone, relative to the project where they lie in it.
  package func clean(cacheOnly: Bool) throws -> [String] {
    var removed: [String] = []
    // The student's folder first: it lies in the instructor's.
    for edition in cacheOnly ? [] : Edition.allCases.reversed() {
      let folder = self.folder(of: edition)
      let place = root.appending(path: folder)
      guard place.isFolder else { continue }
      removed += try OutputFolder(at: place).clear().map { folder == "." ? $0 : "\(folder)/\($0)" }
      // Only where nothing else lies in it.
      if edition == .student { rmdir(place.path) }
    }
    let state = cacheOnly ? [".convolume/cache", ".convolume/cells"] : [".convolume"]
    for path in state {
      let place = root.appending(path: path)
      guard FileManager.default.fileExists(atPath: place.path) else { continue }
      do {
        try FileManager.default.removeItem(at: place)
      } catch {
        throw PipelineError.unwritableState(path: place.path, reason: error.fileReason)
      }
      removed.append(path)
    }
    return removed
  }
}
