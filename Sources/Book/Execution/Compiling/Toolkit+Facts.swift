import Crypto
import Foundation
import Subprocess

/// What every result depends on beyond its chapter: engine, compiler and BLAS.
package struct ToolkitFacts: Hashable, Sendable {
  /// SHA-256 of the worker, which holds the whole engine.
  package var engine: String
  /// What `swiftc --version` says first.
  package var toolchain: String
  /// What the worker says of itself: `blas`, `blas core`.
  package var machine: [String: String]

  package init(engine: String, toolchain: String, machine: [String: String]) {
    self.engine = engine
    self.toolchain = toolchain
    self.machine = machine
  }

  /// One text for the names of compiled cells.
  package var digest: String { engine + toolchain }
}

extension Toolkit {
  /// Reads the facts; takes some tenths of a second, so once per render is enough.
  package func facts() async throws -> ToolkitFacts {
    let worker = try Data(contentsOf: URL(filePath: worker), options: .mappedIfSafe)
    let engine = SHA256.hash(data: worker).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
    async let version = Subprocess.run(
      .path(.init(compiler)), arguments: ["--version"], output: .string(limit: 4096),
      error: .discarded)
    async let description = Subprocess.run(
      .path(.init(self.worker)), arguments: ["--describe"],
      environment: .inherit.updating(["OPENBLAS_NUM_THREADS": "1"]), output: .bytes(limit: 4096),
      error: .discarded)
    let toolchain = try await version.standardOutput.split(separator: "\n").first ?? "unknown"
    let machine = try await JSONDecoder().decode(
      [String: String].self, from: Data(description.standardOutput))
    return ToolkitFacts(engine: engine, toolchain: String(toolchain), machine: machine)
  }
}
