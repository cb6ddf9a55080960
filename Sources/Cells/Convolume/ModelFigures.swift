import NeuralNetworks
import Plots

extension ModelSummary {
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
