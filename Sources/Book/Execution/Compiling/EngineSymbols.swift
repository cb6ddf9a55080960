import Foundation

/// By what a reference of a cell is known to be one to the engine.
///
/// The compiler tells every declaration that a file refers to, those that nobody wrote included, in the
/// index that editors use. Each goes by its mangled name, in which a module's or a function's own name
/// stands behind its length: `s:14NeuralNetworks9MaxPool2DV`. So whether a cell uses the engine is not
/// guessed from its words.
package struct EngineSymbols: Hashable, Sendable {
  private let marks: [String]

  /// - Parameters:
  ///   - modules: The engine's modules.
  ///   - functions: What the module that cells import adds to them, such as `train`.
  package init(modules: Set<String>, functions: Set<String>) {
    func mangled(_ name: String) -> String { "\(name.utf8.count)\(name)" }
    marks =
      modules.sorted().map(mangled)
      + functions.subtracting(modules).sorted().map { mangled("Convolume") + mangled($0) }
  }

  /// Of no engine at all.
  package static let none = EngineSymbols(modules: [], functions: [])

  /// Whether a compilation that wrote its index into the folder at `path` refers to any of them.
  ///
  /// - Throws: When the index is not there or cannot be read.
  func areUsed(inIndexAt path: String) throws -> Bool {
    let manager = FileManager.default
    let names = try manager.subpathsOfDirectory(atPath: path).filter { $0.contains("/records/") }
    let records = try names.map { "\(path)/\($0)" }.filter {
      try manager.attributesOfItem(atPath: $0)[.type] as? FileAttributeType == .typeRegular
    }
    // A file that refers to nothing has no record.
    return try records.contains { record in
      // Names stand in it as they are, between bytes that are no text.
      let text = String(decoding: try Data(contentsOf: URL(filePath: record)), as: UTF8.self)
      return marks.contains { text.contains($0) }
    }
  }
}
