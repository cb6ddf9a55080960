/// What one value of a layer's output sees of the layer's input.
public enum ReceptiveField: Sendable, Equatable {
  /// The value at the same place.
  case point

  /// A window, `extent` pixels high and wide; neighbouring outputs see windows `stride` pixels apart.
  case window(extent: Int, stride: Int)

  /// Everything.
  case all
}

extension ReceptiveField {
  /// Returns what two layers, one behind the other, see of the first one's input.
  func followed(by next: ReceptiveField) -> ReceptiveField {
    switch (self, next) {
    case (.all, _), (_, .all): .all
    case (let first, .point): first
    case (.point, let second): second
    case (.window(let extent, let stride), .window(let nextExtent, let nextStride)):
      .window(extent: extent + (nextExtent - 1) * stride, stride: stride * nextStride)
    }
  }
}

/// How many pixels of the network's input one value sees, followed from layer to layer.
///
/// Each window of extent e adds e − 1 steps to the field, and a step is as long as the product of the
/// strides before it. A layer that sees everything acts as a window over the whole image that reaches
/// it, which may reach beyond the border into the padding.
struct FieldOfView {
  /// Rows, and as many columns, of the input that one value sees.
  private(set) var extent = 1

  /// Pixels of the input between neighbouring values.
  private var step = 1

  /// Rows of the newest image; a flattened one keeps those it had.
  private var rows: Int

  init(input: [Int]) {
    rows = input.count == 3 ? input[1] : 1
  }

  mutating func pass(_ field: ReceptiveField, output: [Int]) {
    switch field {
    case .point:
      break
    case .window(let window, let stride):
      extent += (window - 1) * step
      step *= stride
    case .all:
      extent += (rows - 1) * step
      rows = 1
    }
    if output.count == 3 { rows = output[1] }
  }
}
