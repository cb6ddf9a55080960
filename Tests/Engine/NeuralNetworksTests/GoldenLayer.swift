import NeuralNetworks
import Tensors
import Testing

/// A layer as `Golden/generate.py` describes it: a kind and its settings.
struct GoldenLayer: Decodable, CustomStringConvertible {
  let kind: String
  let settings: [String: Int]
  let mode: PaddingMode
  /// The layers of a residual block, and those of its shortcut.
  let inside: [GoldenLayer]?
  let around: [GoldenLayer]?

  var description: String {
    "\(kind) \(settings.sorted { $0.key < $1.key }.map { "\($0): \($1)" }) \(mode.rawValue)"
  }

  struct UnknownKind: Error { let kind: String }

  func make() throws -> any Layer {
    func setting(_ name: String) throws -> Int { try #require(settings[name]) }
    switch kind {
    case "convolution":
      let padding: Padding =
        switch try setting("padding") {
        case -1: .same
        case -2: .full
        case 0: .valid
        case let amount: .explicit(amount)
        }
      return Conv2D(
        from: try setting("inputs"), to: try setting("outputs"), kernel: try setting("kernel"),
        stride: try setting("stride"), padding: padding, mode: mode,
        dilation: try setting("dilation"), groups: try setting("groups"),
        bias: try setting("bias") == 1)
    case "linear":
      return Linear(
        from: try setting("inputs"), to: try setting("outputs"), bias: try setting("bias") == 1)
    case "max pooling", "min pooling", "average pooling", "L2 pooling":
      let (window, stride) = (try setting("window"), try setting("stride"))
      let padding = try setting("padding")
      switch kind {
      case "max pooling": return MaxPool2D(window: window, stride: stride, padding: padding)
      case "min pooling": return MinPool2D(window: window, stride: stride, padding: padding)
      case "L2 pooling": return L2Pool2D(window: window, stride: stride, padding: padding)
      default: return AveragePool2D(window: window, stride: stride, padding: padding)
      }
    case "global average pooling": return GlobalAveragePool2D()
    case "ReLU": return ReLU()
    case "tanh": return Tanh()
    case "sigmoid": return Sigmoid()
    case "softmax": return Softmax()
    case "flatten": return Flatten()
    case "response normalization":
      return LocalResponseNormalization(
        size: try setting("size"), factor: 0.5,
        exponent: try setting("three quarters") == 1 ? 0.75 : 0.6, offset: 2)
    case "batch normalization": return BatchNorm2D(channels: try setting("channels"))
    case "padding":
      return Pad2D(
        by: PaddingAmount(
          top: try setting("top"), bottom: try setting("bottom"), left: try setting("left"),
          right: try setting("right")),
        mode: mode)
    case "residual":
      let (branch, shortcut) = (
        try inside?.map { try $0.make() }, try around?.map { try $0.make() }
      )
      return Residual(shortcut: { shortcut ?? [] }, { branch ?? [] })
    default:
      throw UnknownKind(kind: kind)
    }
  }
}
