import BinaryCoding
import Caching
import Execution

extension BookBuilder {
  /// What the compiler and the worker say of themselves.
  ///
  /// To ask them takes a third of a second, so what they said last is kept for as long as both, their
  /// libraries, the machine and the environment are the same.
  ///
  /// - Parameter isKept: Whether an answer is kept: nothing may be written where nothing is to be rendered.
  /// - Returns: What they say.
  /// - Throws: What `Toolchain.facts` throws.
  func toolchainFacts(keeping isKept: Bool = true) async throws -> ToolchainFacts {
    let files = FileStatus.digest(of: programs + Machine.mappedFiles)
    let key = try RenderStore.digest(of: surroundings, as: files)
    let file = ChecksummedFile(
      path: project.stateFolder.appending(path: "cache/facts").path, name: "facts \(key)")
    // What was said by others, or is damaged, is as good as absent.
    if let known = try? file.content(),
      let facts = try? BinaryCoding.decode(ToolchainFacts.self, from: known)
    {
      return facts
    }
    let facts = try await toolchain.facts()
    if isKept { try? file.write(try BinaryCoding.encode(facts)) }
    return facts
  }

  /// What this program found in cells' sources before, so that only changed ones are parsed.
  func recallSources() {
    // What another program found, or is damaged, is as good as absent.
    guard let known = try? knownSources.content() else { return }
    try? KnownSources.recall(known)
  }

  /// Keeps what was found in cells' sources, if it is more than before.
  func keepSources() {
    // Where it cannot be written, the next render parses again.
    if let news = try? KnownSources.news { try? knownSources.write(news) }
  }

  private var knownSources: ChecksummedFile {
    let program = FileStatus.digest(of: Machine.mappedFiles)
    return ChecksummedFile(
      path: project.stateFolder.appending(path: "cache/sources").path, name: "sources \(program)")
  }
}
