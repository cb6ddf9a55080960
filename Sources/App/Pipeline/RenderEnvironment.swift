import Caching
import Execution
import Reports

/// What a render depends on and the pipeline itself cannot ask for: whoever starts it tells.
package struct RenderEnvironment: Sendable {
  /// Looks up one file of a data set as a cell would, and returns the SHA-256 of its unpacked content,
  /// or `absent`, or `unreadable`.
  package var dataDigest: @Sendable (DataQuestion, FileDigests) -> String
  /// Where data sets are looked for.
  package var dataFolders: [String] = []
  /// Names and versions of the libraries that draw.
  package var libraries: [Report.Fact]
  /// Lists the files on which drawings depend: fonts, and what says which fonts there are.
  package var drawingFiles: @Sendable () async -> [String]
  /// The device that cells would compute on, with the versions of its libraries.
  package var device: @Sendable () -> String
  /// Told what is odd and was repaired, such as a damaged cache entry.
  package var warn: @Sendable (String) -> Void

  package init(
    dataDigest: @escaping @Sendable (DataQuestion, FileDigests) -> String, libraries: [Report.Fact],
    drawingFiles: @escaping @Sendable () async -> [String] = { [] },
    device: @escaping @Sendable () -> String = { "" },
    warn: @escaping @Sendable (String) -> Void
  ) {
    self.dataDigest = dataDigest
    self.libraries = libraries
    self.drawingFiles = drawingFiles
    self.device = device
    self.warn = warn
  }

  /// The facts that a reader needs to make the results again.
  func provenance(of facts: ToolchainFacts, profile: String) -> [Report.Fact] {
    [
      Report.Fact(name: "Profile", value: profile),
      Report.Fact(name: "Compiler", value: facts.compiler),
      Report.Fact(name: "Engine", value: "SHA-256 \(facts.engine.prefix(16))…"),
      Report.Fact(name: "Matrix products", value: facts.machine["matrix products"] ?? "unknown"),
      Report.Fact(name: "Matrix library", value: facts.machine["blas"] ?? "unknown"),
      Report.Fact(name: "Instruction set", value: facts.machine["instruction set"] ?? "unknown"),
      Report.Fact(name: "Threads", value: facts.machine["threads"] ?? "unknown"),
      Report.Fact(name: "Device", value: facts.machine["device"] ?? "unknown"),
    ] + libraries
  }
}
