import CellOutputs
import Chapters
import Foundation

/// What a cell cost to run; for one whose result was reused, what it cost when it was run.
package struct CellCost: Hashable, Codable, Sendable {
  package enum Cache: String, Codable, Sendable { case hit, miss }

  /// The chapter's slug, such as `03-lenet-5`.
  package var chapter: String
  package var label: String
  /// Wall time, in seconds.
  package var wall: Double
  /// Processor time of all threads, in seconds.
  package var cpu: Double
  /// The most memory that the worker held while the cell ran, in MiB.
  package var peak: Double
  package var cache: Cache

  enum CodingKeys: String, CodingKey {
    case chapter, label, cache
    case wall = "wall_s"
    case cpu = "cpu_s"
    case peak = "peak_mib"
  }

  init(_ result: CellResult, of cell: Cell, in chapter: String, isReused: Bool) {
    self.chapter = chapter
    label = cell.name
    wall = result.seconds
    cpu = result.cpuSeconds
    peak = Double(result.peakMemory) / 1_048_576
    cache = isReused ? .hit : .miss
  }

  /// Writes the costs of a render as an object with the one member `cells`.
  ///
  /// - Throws: `PipelineError.unwritable`.
  package static func write(_ costs: [CellCost], to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    do {
      try encoder.encode(["cells": costs]).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw PipelineError.unwritable(path: path, reason: error.fileReason)
    }
  }
}
