import Contracts

/// The volumes of a network one after the other, drawn to scale, with what happens between them.
///
/// ```swift
/// ArchitectureDiagram("LeNet-5") {
///   Volume("input", shape: [1, 32, 32])
///   Volume("C1", shape: [6, 28, 28], layer: "5×5 convolution", window: 5, parameters: 156)
///   Volume("S2", shape: [6, 14, 14], layer: "2×2 pooling", window: 2)
///   Volume("output", shape: [10], layer: "linear", parameters: 850)
/// }
/// ```
public struct ArchitectureDiagram: Hashable, Codable, Sendable, FigureConvertible {
  public var title: String?
  /// From the input to the output.
  public var volumes: [Volume]

  public init(_ title: String? = nil, @ArchitectureBuilder volumes: () -> [Volume]) {
    self.init(title, volumes: volumes())
  }

  /// Creates a diagram of volumes that were computed, such as from a model's summary.
  public init(_ title: String? = nil, volumes: [Volume]) {
    self.title = title
    self.volumes = volumes
  }

  public var figure: Figure { Figure(.architecture(self)) }
}

/// What a layer makes: a stack of feature maps, or a vector.
public struct Volume: Hashable, Codable, Sendable {
  public var name: String
  /// `[channels, height, width]`, or `[features]`.
  public var shape: [Int]
  /// The layer that makes it, such as `"5×5 convolution"`; `nil` for the input.
  public var layer: String?
  /// The side of the window that the layer slides over the volume before; `nil` for none.
  public var window: Int?
  /// How many weights and biases the layer learns; `nil` or 0 for none.
  public var parameters: Int?

  /// Creates a volume.
  ///
  /// - Precondition: `shape` is `[channels, height, width]` or `[features]`, all positive.
  public init(
    _ name: String, shape: [Int], layer: String? = nil, window: Int? = nil, parameters: Int? = nil
  ) {
    require(
      (shape.count == 3 || shape.count == 1) && shape.allSatisfy { $0 > 0 },
      "Volume '\(name)': expected [channels, height, width] or [features], got \(shape).")
    self.name = name
    self.shape = shape
    self.layer = layer
    self.window = window
    self.parameters = parameters
  }
}

/// Collects the volumes listed between the braces of an `ArchitectureDiagram`.
@resultBuilder
public enum ArchitectureBuilder {
  public static func buildExpression(_ volume: Volume) -> [Volume] { [volume] }
  public static func buildBlock(_ volumes: [Volume]...) -> [Volume] { volumes.flatMap(\.self) }
  public static func buildOptional(_ volumes: [Volume]?) -> [Volume] { volumes ?? [] }
  public static func buildEither(first volumes: [Volume]) -> [Volume] { volumes }
  public static func buildEither(second volumes: [Volume]) -> [Volume] { volumes }
  public static func buildArray(_ volumes: [[Volume]]) -> [Volume] { volumes.flatMap(\.self) }
}
