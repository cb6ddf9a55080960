/// Collects the layers between the braces of a `Sequential` or a `Residual`.
@resultBuilder
public enum SequentialBuilder {
  /// A layer and the name it was given, if any.
  public struct Part: Sendable {
    let name: String?
    let layer: any Layer
  }

  public static func buildExpression(_ layer: any Layer) -> [Part] {
    [Part(name: nil, layer: layer)]
  }

  public static func buildExpression(_ part: Part) -> [Part] { [part] }

  public static func buildExpression(_ layers: [any Layer]) -> [Part] {
    layers.map { Part(name: nil, layer: $0) }
  }

  public static func buildBlock(_ parts: [Part]...) -> [Part] { parts.flatMap { $0 } }
  public static func buildArray(_ parts: [[Part]]) -> [Part] { parts.flatMap { $0 } }
  public static func buildOptional(_ parts: [Part]?) -> [Part] { parts ?? [] }
  public static func buildEither(first parts: [Part]) -> [Part] { parts }
  public static func buildEither(second parts: [Part]) -> [Part] { parts }
}

extension Layer {
  /// Returns the layer with a name, under which its network lists it: `.named("C1")`.
  public func named(_ name: String) -> SequentialBuilder.Part {
    SequentialBuilder.Part(name: name, layer: self)
  }
}
