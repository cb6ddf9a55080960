import Contracts
import Numerals

/// What each layer of a network makes, holds and costs, for one image.
public struct ModelSummary: Sendable, Equatable {
  /// One layer.
  public struct Row: Sendable, Equatable {
    /// The layer's name in its network, such as `Conv2D 1` or `C1`.
    public var name: String
    /// The layer as it is written in the model.
    public var layer: String
    /// The kind of layer, such as `Conv2D`.
    public var kind: String
    /// The shape of one output, without the batch axis.
    public var outputShape: [Int]
    /// How many numbers training adjusts.
    public var parameters: Int
    /// Multiplications, each with its addition, for one image.
    public var multiplyAccumulates: Int
    /// What one output occupies, in bytes.
    public var activationBytes: Int
    /// Rows, and as many columns, of the network's input that one output value sees.
    public var receptiveField: Int
    /// How the shape came about, such as `(32 − 5) / 1 + 1 = 28`.
    public var arithmetic: String
  }

  /// The shape of one input, without the batch axis.
  public let input: [Int]

  /// The layers, first to last.
  public let rows: [Row]

  /// How many numbers training adjusts in the whole network.
  public var parameters: Int { rows.reduce(0) { $0 + $1.parameters } }

  /// Multiplications, each with its addition, for one image through the whole network.
  public var multiplyAccumulates: Int { rows.reduce(0) { $0 + $1.multiplyAccumulates } }

  /// What all outputs of one image occupy, in bytes.
  public var activationBytes: Int { rows.reduce(0) { $0 + $1.activationBytes } }

  /// How many numbers training adjusts in all layers of one kind: `parameters(of: Linear.self)`.
  public func parameters<Kind: Layer>(of kind: Kind.Type) -> Int {
    rows.filter { $0.kind == "\(kind)" }.reduce(0) { $0 + $1.parameters }
  }

  /// Multiplications, each with its addition, for one image through all layers of one kind.
  public func multiplyAccumulates<Kind: Layer>(of kind: Kind.Type) -> Int {
    rows.filter { $0.kind == "\(kind)" }.reduce(0) { $0 + $1.multiplyAccumulates }
  }
}

extension Sequential {
  /// Returns what each layer makes, holds and costs.
  ///
  /// - Parameter input: The shape of one image, `[channels, height, width]`, or of one feature
  ///   vector, `[features]`. A batch of one, `[1, channels, height, width]`, is read as one image.
  /// - Returns: One row for each layer, and the totals.
  /// - Precondition: The shapes fit.
  public func summary(input: [Int]) -> ModelSummary {
    let image = input.count == 4 && input[0] == 1 ? Array(input.dropFirst()) : input
    do throws(ShapeMismatch) {
      _ = try outputShape(for: image)
    } catch {
      require(false, "summary(input: \(input)): \(brokenChain(from: image, error))")
    }
    var field = FieldOfView(input: image)
    let rows = walk(from: image).map { place in
      field.pass(place.layer.receptiveField, output: place.step.output)
      return ModelSummary.Row(
        name: place.name, layer: "\(place.layer)", kind: place.layer.kind,
        outputShape: place.step.output, parameters: place.layer.parameterCount,
        multiplyAccumulates: place.layer.multiplyAccumulates(for: place.input),
        activationBytes: 4 * place.step.output.reduce(1, *), receptiveField: field.extent,
        arithmetic: place.step.arithmetic)
    }
    return ModelSummary(input: image, rows: rows)
  }
}

extension ModelSummary: CustomStringConvertible {
  /// A table in plain text.
  public var description: String {
    let header = ["layer", "output", "parameters", "MACs", "memory", "field"]
    let lines =
      [header]
      + rows.map {
        [
          $0.name, sizes($0.outputShape), grouped($0.parameters), grouped($0.multiplyAccumulates),
          bytes($0.activationBytes), "\($0.receptiveField)",
        ]
      } + [
        [
          "total", "", grouped(parameters), grouped(multiplyAccumulates), bytes(activationBytes),
          "",
        ]
      ]
    let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      line.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column < 2 ? text + space : space + text
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private func grouped(_ number: Int) -> String { String(number).thousandsApart }

  private func bytes(_ count: Int) -> String {
    count < 1000 ? "\(count) B" : "\(grouped((count + 500) / 1000)) kB"
  }
}
