import Graphics
import Plots
import Testing

/// Random plots, each from a fixed seed, whose words must neither overlap nor leave the figure.
@Suite struct PlotLegibilityTests {
  @Test(arguments: 0..<300)
  func `keeps all words of a random plot legible`(seed: Int) {
    var random = Generator(state: UInt64(seed) &+ 1)
    let size = Size(
      width: Double.random(in: 220...500, using: &random),
      height: Double.random(in: 150...320, using: &random))
    expectLegible(plot(&random).figure, size: size)
  }

  private func plot(_ random: inout Generator) -> Plot {
    let series = Int.random(in: 1...6, using: &random)
    let count = [2, 5, 10, 60][Int.random(in: 0..<4, using: &random)]
    let magnitude = [1e-5, 0.01, 1, 300, 4e7][Int.random(in: 0..<5, using: &random)]
    let isNamed = Bool.random(using: &random)
    let names = ["ReLU", "validation", "rate 0.001", "a name of some length", "tanh", "9"]
    let kind = Int.random(in: 0..<5, using: &random)
    var marks: [any Mark] = []
    for index in 0..<series {
      let values = (0..<count).map { _ in Double.random(in: 0.02...1, using: &random) * magnitude }
      let name = isNamed ? names[index] : nil
      switch kind {
      case 0, 1: marks.append(Line(x: 1...count, y: values, name: name))
      case 2: marks.append(Points(x: values, y: values.reversed(), name: name))
      case 3:
        let categories = (1...count).map { count > 10 ? "\($0)" : "layer \($0)" }
        marks.append(Bars(x: categories, y: values, name: name, valueLabels: .compact))
      default: marks.append(Histogram(values, name: name))
      }
    }
    if kind < 2 {
      marks.append(Rule(y: magnitude / 2, label: "reference"))
      marks.append(Annotation("look here", x: 1.5, y: magnitude / 3))
      marks.append(Label("a label", x: 2, y: magnitude / 1.5))
    }
    let isLog = kind < 2 && Bool.random(using: &random)
    return Plot(Bool.random(using: &random) ? "A title that says what is to be seen here" : nil) {
      marks
    }
    .xAxis(Bool.random(using: &random) ? "Epoch" : nil)
    .yAxis(Bool.random(using: &random) ? "Loss (nats)" : nil, scale: isLog ? .log : .linear)
  }
}

/// SplitMix64: small, and the same on every machine.
struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
