import CellOutputs
import NeuralNetworks
import Plots

extension ModelSummary {
  /// One row a layer: shape, parameters, multiply-accumulates, memory, receptive field; then totals.
  public var table: Table {
    Table(
      columns: [
        .init("layer"), .init("output", alignment: .right), .init("parameters", alignment: .right),
        .init("multiply-accumulates", alignment: .right), .init("memory", alignment: .right),
        .init("receptive field", alignment: .right),
      ],
      rows: rows.map { row in
        [
          row.name, Self.size(row.outputShape), row.parameters.grouped,
          row.multiplyAccumulates.grouped, Self.memory(row.activationBytes),
          Self.size([row.receptiveField, row.receptiveField]),
        ]
      },
      totals: [
        [
          "total", "", parameters.grouped, multiplyAccumulates.grouped,
          Self.memory(activationBytes), "",
        ]
      ])
  }

  /// The network to scale: the volume after each layer that changes the shape or learns.
  public func architecture(_ title: String? = nil) -> ArchitectureDiagram {
    var last = input
    var volumes = [Volume("input", shape: Self.drawn(input))]
    for row in rows where row.outputShape != last || row.parameters > 0 {
      last = row.outputShape
      volumes.append(
        Volume(
          row.name, shape: Self.drawn(row.outputShape), layer: row.kind,
          parameters: row.parameters))
    }
    return ArchitectureDiagram(title, volumes: volumes)
  }

  /// A shape that can be drawn: a stack of maps, or one column of numbers.
  private static func drawn(_ shape: [Int]) -> [Int] {
    shape.count == 3 ? shape : [shape.reduce(1, *)]
  }

  private static func size(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "×")
  }

  private static func memory(_ bytes: Int) -> String {
    bytes < 1_000 ? "\(bytes) B" : "\(((bytes + 500) / 1_000).grouped) kB"
  }
}

extension Sequential {
  /// The network to scale, with the window that each layer slides over the volume before it.
  ///
  /// - Parameters:
  ///   - input: `[channels, height, width]` of one image.
  ///   - title: A heading.
  /// - Returns: The volume after each layer that changes the shape or learns.
  public func architecture(input: [Int], _ title: String? = nil) -> ArchitectureDiagram {
    let summary = summary(input: input)
    var diagram = summary.architecture(title)
    for (layer, row) in zip(layers, summary.rows) {
      guard case .window(let extent, _) = layer.receptiveField, extent > 1 else { continue }
      for place in diagram.volumes.indices where diagram.volumes[place].name == row.name {
        diagram.volumes[place].window = extent
      }
    }
    return diagram
  }
}
