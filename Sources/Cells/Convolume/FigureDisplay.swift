import CellOutputs
import NeuralNetworks
import Plots

extension FigureConvertible {
  /// The figure as one panel of `SmallMultiples`, with a heading of its own.
  public func captioned(_ title: String) -> Panel { Panel(title, self) }
}

extension ModelSummary: Displayable {
  public var cellOutput: CellOutput { .table(table(everyLayer: true)) }
}

extension Displayable where Self: FigureConvertible {
  public var cellOutput: CellOutput { .figure(figure) }
}

extension Plot: Displayable {}
extension SmallMultiples: Displayable {}
extension HeatMap: Displayable {}
extension ImageGrid: Displayable {}
extension MatrixPlot: Displayable {}
extension WindowDiagram: Displayable {}
extension ArchitectureDiagram: Displayable {}
