import CellOutputs
import Digests

/// What each cell's state depends on, as a digest: its compiled code, what it used, and the same of the
/// cells that it needs.
///
/// A training run in which a chapter's own code takes part is known by it; see `Session.moment(of:)`.
/// It does not matter which other cells have run in the worker, so that a run is found again when only
/// a part of its chapter is run.
package struct CellContexts {
  private var graph: DependencyGraph
  private var digests: [Int: String] = [:]

  package init(_ graph: DependencyGraph) {
    self.graph = graph
  }

  /// Takes over the graph of a chapter that has grown at its end.
  mutating func adopt(_ graph: DependencyGraph) { self.graph = graph }

  /// Returns the context in which a unit begins.
  package mutating func begin(_ unit: Int, library identity: String) -> String {
    let needed = graph.needs[unit].map { digests[$0] ?? "not run" }
    let digest = SHA256.hexadecimal(ofTexts: [identity] + needed)
    digests[unit] = digest
    return digest
  }

  /// Adds what the unit has used to what units below it depend on.
  package mutating func end(_ unit: Int, having observations: [Observation]) {
    let used = observations.map { "\($0.source) \($0.value)" }
    digests[unit] = SHA256.hexadecimal(ofTexts: [digests[unit] ?? ""] + used)
  }
}
