import Tensors

/// The parameters and the running statistics of a layer, named as PyTorch names them.
///
/// A layer of a chain is called by its place, `0.weight`, or by the name it was given, `C1.weight`;
/// the chains inside a residual block are called `branch` and `shortcut`.
package struct WeightNames: Sendable, Equatable {
  package var parameters: [String] = []
  package var statistics: [String] = []

  /// Adds the names of an inner layer.
  fileprivate mutating func add(_ names: WeightNames, inside prefix: String) {
    parameters += names.parameters.map { "\(prefix).\($0)" }
    statistics += names.statistics.map { "\(prefix).\($0)" }
  }
}

extension Layer {
  /// The names of all weights, in the order of `visitParameters` and `visitStatistics`.
  package var weightNames: WeightNames {
    var names = WeightNames()
    switch self {
    case let chain as Sequential:
      for (prefix, layer) in zip(chain.weightPrefixes, chain.layers) {
        names.add(layer.weightNames, inside: prefix)
      }
    case let block as Residual:
      names.add(block.branch.weightNames, inside: "branch")
      names.add(block.shortcut.weightNames, inside: "shortcut")
    default:
      names.parameters = parameters.map(\.name)
      names.statistics = statistics.map { statistic in
        switch statistic.name {
        case "running mean": "running_mean"
        case "running variance": "running_var"
        default: String(statistic.name.map { $0 == " " ? "_" : $0 })
        }
      }
    }
    return names
  }
}

extension Sequential {
  /// What stands before the weights' names of each layer: its own name, or its place without one.
  fileprivate var weightPrefixes: [String] {
    var seen = [String: Int]()
    return zip(names, layers).enumerated().map { index, part in
      let kind = part.1.kind
      let nextUnnamed = "\(kind) \(seen[kind, default: 0] + 1)"
      guard part.0 == nextUnnamed else { return part.0 }
      seen[kind, default: 0] += 1
      return "\(index)"
    }
  }
}
