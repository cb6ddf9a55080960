import CellOutputs
import Contracts
import NeuralNetworks
import Plots

extension ModelSummary {
  /// What a table of layers tells about each.
  public enum Column: String, Hashable, Sendable, CaseIterable {
    /// The kind of layer, such as `Conv2D`.
    case kind
    /// The shape of one output, such as `6×28×28`.
    case output
    case parameters
    /// For one image.
    case multiplyAccumulates
    /// What one output occupies.
    case memory
    /// Rows and columns of the network's input that one value sees.
    case receptiveField
  }

  /// A table with one row a layer, then totals.
  ///
  /// Layers that hand on each number by itself (activations, `Dropout`, `Flatten`, `Identity`) have nothing
  /// to count and are left out. The totals sum up the rows that are shown, so the memory is then that of
  /// these outputs alone.
  ///
  /// ```swift
  /// lenet.summary(input: [1, 28, 28]).table(
  ///   [.output, .parameters], notes: ["C1": "strokes", "C3": "their combinations"], noting: "finds")
  /// ```
  ///
  /// - Parameters:
  ///   - columns: What to tell of each layer besides its name.
  ///   - notes: A text for layers of these names, in a last column. A layer with a note is shown in any case.
  ///   - noting: That column's title.
  ///   - everyLayer: Whether all layers are shown.
  /// - Returns: One row a layer.
  /// - Precondition: The network has a layer of each name that is noted.
  public func table(
    _ columns: [Column] = [
      .output, .parameters, .multiplyAccumulates, .memory, .receptiveField,
    ],
    notes: KeyValuePairs<String, String> = [:], noting: String = "", everyLayer: Bool = false
  ) -> Table {
    for (name, _) in notes {
      require(
        rows.contains { $0.name == name },
        "ModelSummary.table(notes:): no layer is named '\(name)'. The layers: "
          + "\(rows.map(\.name).joined(separator: ", ")).")
    }
    func note(_ name: String) -> String? { notes.first { $0.key == name }?.value }
    let shown = rows.indices.filter { index in
      everyLayer || note(rows[index].name) != nil || !handsOnEachNumber(index)
    }.map { rows[$0] }
    let ending = notes.isEmpty ? [] : [noting]
    return Table(
      columns: ["layer"] + columns.map(\.title) + ending,
      rows: shown.map { row -> [any TableValue] in
        [row.name] + columns.map { $0.text(row) } + ending.map { _ in note(row.name) }
      },
      totals: [
        ["total"] + columns.map { $0.total(shown) } + ending.map { _ in "" }
      ])
  }

  /// Parameters and multiply-accumulates of each layer that has any, as two panels of bars.
  public func costBars() -> SmallMultiples {
    let working = rows.filter { $0.parameters > 0 || $0.multiplyAccumulates > 0 }
    func bars(_ title: String, _ cost: (Row) -> Int) -> Panel {
      Panel(
        title,
        Plot { Bars(y: working.map(\.name), x: working.map(cost), valueLabels: .compact) }
          // The number behind the longest bar needs room.
          .xAxis(range: 0...1.28 * Double(working.map(cost).max() ?? 1), format: .compact))
    }
    return SmallMultiples(columns: 2, sharing: .y) {
      bars("Parameters", \.parameters)
      bars("Multiply-accumulates", \.multiplyAccumulates)
    }
  }

  /// Whether a layer neither learns nor combines numbers nor makes more or fewer of them.
  private func handsOnEachNumber(_ index: Int) -> Bool {
    let row = rows[index]
    let before = index == 0 ? input : rows[index - 1].outputShape
    let fieldBefore = index == 0 ? 1 : rows[index - 1].receptiveField
    return row.parameters == 0 && row.multiplyAccumulates == 0
      && row.outputShape.reduce(1, *) == before.reduce(1, *) && row.receptiveField == fieldBefore
      // It sees one pixel, but all channels of it.
      && row.kind != "\(LocalResponseNormalization.self)"
  }
}

extension ModelSummary.Column {
  fileprivate var title: String {
    switch self {
    case .kind: "kind"
    case .output: "output"
    case .parameters: "parameters"
    case .multiplyAccumulates: "multiply-accumulates"
    case .memory: "memory"
    case .receptiveField: "receptive field"
    }
  }

  fileprivate func text(_ row: ModelSummary.Row) -> String {
    switch self {
    case .kind: row.kind
    case .output: row.outputShape.map(\.grouped).joined(separator: "×")
    case .parameters: row.parameters.grouped
    case .multiplyAccumulates: row.multiplyAccumulates.grouped
    case .memory: Self.memory(row.activationBytes)
    case .receptiveField: "\(row.receptiveField)×\(row.receptiveField)"
    }
  }

  fileprivate func total(_ rows: [ModelSummary.Row]) -> String {
    func sum(_ cost: (ModelSummary.Row) -> Int) -> Int { rows.map(cost).reduce(0, +) }
    return switch self {
    case .kind, .output, .receptiveField: ""
    case .parameters: sum(\.parameters).grouped
    case .multiplyAccumulates: sum(\.multiplyAccumulates).grouped
    case .memory: Self.memory(sum(\.activationBytes))
    }
  }

  private static func memory(_ bytes: Int) -> String {
    bytes < 1_000 ? "\(bytes) B" : "\(((bytes + 500) / 1_000).grouped) kB"
  }
}
