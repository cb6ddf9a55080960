import Graphics
import Plots
import Testing

@Suite struct HueTests {
  let first = (0..<35).map { SeriesStyle.automatic($0) }

  @Test func `gives no two of 35 series the same look`() {
    #expect(Set(first).count == 35)
  }

  @Test(arguments: [Theme.light, .print, .dark])
  func `tells any two of seven series apart without colour, or seen without red and green`(
    theme: Theme
  ) {
    for (index, one) in first.prefix(7).enumerated() {
      for other in first.prefix(index) {
        let differsInForm = one.pattern != other.pattern || one.shape != other.shape
        #expect(differsInForm)
        let a = deuteranopic(theme.color(one.hue))
        let b = deuteranopic(theme.color(other.hue))
        let distance = max(abs(a.red - b.red), abs(a.green - b.green), abs(a.blue - b.blue))
        #expect(distance > 0.06, "\(one.hue) and \(other.hue)")
      }
    }
  }

  @Test(arguments: [Theme.light, .print, .dark])
  func `keeps every series at a contrast of at least two to the paper`(theme: Theme) {
    for hue in Hue.allCases {
      let pair = [theme.color(hue).luminance, theme.paper.luminance].sorted()
      #expect((pair[1] + 0.05) / (pair[0] + 0.05) > 2, "\(hue)")
    }
  }

  @Test func `rises in lightness all along the sequential colours`() {
    let steps = (0...40).map { ColorMap.sequential.color(at: Double($0) / 40).luminance }
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `is lightest in the middle of the diverging colours`() {
    let steps = (0...20).map { ColorMap.diverging.color(at: Double($0) / 20).luminance }
    #expect(steps.max() == steps[10])
  }

  /// How a colour looks to an eye without the cones for green: matrix of Machado, Oliveira and
  /// Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009.
  private func deuteranopic(_ color: Color) -> Color {
    let (r, g, b) = (color.red, color.green, color.blue)
    return Color(
      red: 0.367322 * r + 0.860646 * g - 0.227968 * b,
      green: 0.280085 * r + 0.672501 * g + 0.047413 * b,
      blue: -0.011820 * r + 0.042940 * g + 0.968881 * b)
  }
}
