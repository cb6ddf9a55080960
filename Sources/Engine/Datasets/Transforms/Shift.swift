import Tensors

/// Moves an image by whole pixels; black comes in at one side and what leaves the other is lost.
public struct Shift: PlacingTransform, Hashable {
  /// In pixels; to the left when negative.
  public let right: Int
  /// In pixels; up when negative.
  public let down: Int

  public init(right: Int = 0, down: Int = 0) {
    self.right = right
    self.down = down
  }

  public var summary: String { "Shift(right: \(right), down: \(down))" }

  public func placement(
    on image: (height: Int, width: Int), using stream: inout RandomStream
  ) -> Placement {
    Placement(on: image, top: -down, left: -right)
  }
}

extension LabeledImages {
  /// The same images moved by whole pixels, as for measuring a network's tolerance to translation.
  public func shifted(right: Int = 0, down: Int = 0) -> LabeledImages {
    transformed(by: [Shift(right: right, down: down)])
  }
}
