import CellOutputs
import Chapters
import Execution
import Foundation
import TestSupport
import Testing

/// What runs as one script runs cut into cells, and prints the same.
@Suite struct CorpusTests {
  @Test(arguments: CorpusCase.all)
  func `cells print what the script prints`(_ script: CorpusCase) async throws {
    await Places.shared.take()
    do {
      let expected = try script.expected ?? Script(script).output()
      let printed = try await Self.printed(by: script)
      #expect(printed == expected)
    } catch {
      Issue.record(error)
    }
    await Places.shared.giveBack()
  }

  @Test func `the corpus has at least two hundred scripts, each with a title of its own`() {
    let titles = CorpusCase.all.map(\.title)
    #expect(titles.count >= 200)
    #expect(Set(titles).count == titles.count)
    #expect(CorpusCase.all.allSatisfy { $0.cells.count > 1 })
  }

  /// One for all, since the compiler reads the C modules anew in each.
  private static let stateFolder: String = {
    atexit {
      do { try FileManager.default.removeItem(atPath: folder) } catch { print(error) }
    }
    return folder
  }()
  private static let folder = FileManager.default.temporaryDirectory
    .appending(path: "convolume-corpus-\(UUID().uuidString)").path

  /// What the cells print, one after the other; what they display is no script's.
  private static func printed(by script: CorpusCase) async throws -> String {
    let chapter = Chapter.parse(Array(script.chapter.utf8), path: "chapters/01-test.md")
    let program = ChapterProgram(chapter)
    let runner = ChapterRunner(
      toolchain: try Toolchain.find(), stateFolder: stateFolder,
      workingFolder: FileManager.default.temporaryDirectory.path, engine: "test")
    let outcomes = try await runner.run(program, units: Set(program.units.indices)) { _ in }
    var text = ""
    for (_, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
      for diagnostic in outcome.diagnostics { text += "\(diagnostic)\n" }
      for case .printed(let piece, .output) in outcome.result.outputs { text += piece }
    }
    return text
  }
}

/// A script as the compiler runs it, without cells.
private struct Script {
  private let text: String
  private let languageMode: String

  init(_ script: CorpusCase) {
    text = script.script
    languageMode = script.languageMode
  }

  struct Refused: Error, CustomStringConvertible {
    var description: String
  }

  func output() throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "convolume-script-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
      do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
    }
    let file = folder.appending(path: "script.swift")
    try Data(text.utf8).write(to: file)
    guard let swift = Tool.installed("swiftc") else { throw Refused(description: "no swiftc") }
    let options = ["-module-name", "main", "-swift-version", languageMode, "-suppress-warnings"]
    let interpreted = try swift.run(
      ["-frontend", "-interpret", file.path] + options + (try Toolchain.find().frontendArguments))
    if interpreted.status == 0 { return interpreted.output }
    // The interpreter does not load all that a program links with.
    let program = folder.appending(path: "script").path
    let compiled = try swift.run([file.path, "-o", program] + options)
    guard compiled.status == 0 else {
      throw Refused(description: "the script itself is refused: \(compiled.errors)")
    }
    let outcome = try Tool(path: program).run([])
    guard outcome.status == 0 else {
      throw Refused(description: "the script itself fails: \(outcome.errors)")
    }
    return outcome.output
  }
}

/// As many places as there are processors: each script keeps one busy.
private actor Places {
  static let shared = Places(ProcessInfo.processInfo.activeProcessorCount)

  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) { free = count }

  func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func giveBack() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().resume()
    }
  }
}
