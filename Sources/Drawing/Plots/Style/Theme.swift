import Graphics

/// The look of all figures on one kind of page.
public struct Theme: Hashable, Codable, Sendable {
  /// Font families for all words in figures, in order of preference.
  public var family: String
  /// The size of the numbers at the axes, in points; titles are a little larger.
  public var textSize: Double
  /// What figures lie on; not drawn, but used to leave a gap between things that touch.
  public var paper: Color
  /// Titles, labels and strong lines.
  public var ink: Color
  /// Numbers at the axes, captions and labels.
  public var secondaryInk: Color
  public var axis: Color
  public var grid: Color
  /// Fills that stay behind everything else, such as padding cells.
  public var wash: Color
  public var hues: [Hue: Color]

  public init(
    family: String = "Lato, sans-serif", textSize: Double = 8, paper: Color, ink: Color,
    secondaryInk: Color, axis: Color, grid: Color, wash: Color, hues: [Hue: Color]
  ) {
    self.family = family
    self.textSize = textSize
    self.paper = paper
    self.ink = ink
    self.secondaryInk = secondaryInk
    self.axis = axis
    self.grid = grid
    self.wash = wash
    self.hues = hues
  }

  /// For a white screen.
  public static let light = Theme(
    paper: .white, ink: Color(hex: 0x1F2328), secondaryInk: Color(hex: 0x59616B),
    axis: Color(hex: 0x8A929C), grid: Color(hex: 0xE6E8EB), wash: Color(hex: 0xF3F4F6),
    hues: Theme.okabeIto(neutral: Color(hex: 0x1F2328), gray: Color(hex: 0x8A929C)))

  /// For paper: black text, and a grid light enough not to grey the page.
  public static let print = Theme(
    paper: .white, ink: .black, secondaryInk: Color(hex: 0x3C3C3C), axis: Color(hex: 0x6E6E6E),
    grid: Color(hex: 0xE2E2E2), wash: Color(hex: 0xF2F2F2),
    hues: Theme.okabeIto(neutral: .black, gray: Color(hex: 0x808080)))

  /// For a dark screen, with the colours lifted to the same contrast.
  public static let dark = Theme(
    paper: Color(hex: 0x16191D), ink: Color(hex: 0xE6E8EB), secondaryInk: Color(hex: 0xA9B1BB),
    axis: Color(hex: 0x6B747F), grid: Color(hex: 0x2C3138), wash: Color(hex: 0x21262C),
    hues: [
      .blue: Color(hex: 0x4C9BE8), .vermillion: Color(hex: 0xF0803C),
      .green: Color(hex: 0x2CC295), .purple: Color(hex: 0xDB94BD),
      .orange: Color(hex: 0xEDB53B), .sky: Color(hex: 0x8CD0F5),
      .neutral: Color(hex: 0xE6E8EB), .gray: Color(hex: 0x7D8590),
    ])

  private static func okabeIto(neutral: Color, gray: Color) -> [Hue: Color] {
    [
      .blue: Color(hex: 0x0072B2), .vermillion: Color(hex: 0xD55E00),
      .green: Color(hex: 0x009E73), .purple: Color(hex: 0xB8608F),
      .orange: Color(hex: 0xD98E00), .sky: Color(hex: 0x56B4E9),
      .neutral: neutral, .gray: gray,
    ]
  }

  package func color(_ hue: Hue) -> Color { hues[hue] ?? ink }

  func text(
    _ scale: Double = 1, weight: TextStyle.Weight = .regular, italic: Bool = false,
    color: Color? = nil
  ) -> TextStyle {
    TextStyle(
      family: family, size: textSize * scale, weight: weight, isItalic: italic,
      color: color ?? ink)
  }

  /// The heading of a figure.
  var titleText: TextStyle { text(1.16, weight: .bold) }
  /// The heading of one panel of several.
  var panelText: TextStyle { text(1.06, weight: .bold) }
  /// What an axis counts.
  var axisTitleText: TextStyle { text(1.03, color: ink) }
  /// Numbers at an axis.
  var tickText: TextStyle { text(color: secondaryInk) }
  /// The names of series and labels.
  var labelText: TextStyle { text(1.03) }
}
