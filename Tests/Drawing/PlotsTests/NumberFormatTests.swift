import Plots
import Testing

@Suite struct NumberFormatTests {
  @Test(
    arguments: [
      (NumberFormat.automatic, 61706, "61,706"), (.automatic, -0.5, "−0.5"),
      (.automatic, 0.98713, "0.9871"), (.automatic, 1_135_256_096, "1.14×10⁹"),
      (.automatic, 0.00025, "2.5×10⁻⁴"), (.plain, 1998, "1998"), (.integer, 999.6, "1,000"),
      (.decimal(places: 2), 3.14159, "3.14"), (.decimal(places: 1), -0.04, "0.0"),
      (.percent, 0.251, "25\u{202F}%"), (.percent(places: 1), 0.9891, "98.9\u{202F}%"),
      (.compact, 62_378_344, "62.4\u{202F}M"), (.compact, 156, "156"),
      (.compact, 999_960, "1\u{202F}M"), (.scientific(places: 1), 0.001, "10⁻³"),
      (.scientific(places: 1), 9.99e5, "10⁶"), (.automatic, .nan, "–"),
    ] as [(NumberFormat, Double, String)])
  func `writes numbers as print does`(format: NumberFormat, value: Double, text: String) {
    #expect(format.text(value) == text)
  }

  @Test func `gives all ticks of an axis the same decimals`() {
    #expect(NumberFormat.automatic.texts(ofTicks: [0, 0.5, 1]) == ["0.0", "0.5", "1.0"])
    #expect(NumberFormat.automatic.texts(ofTicks: [0, 0.1 * 3, 0.6]) == ["0.0", "0.3", "0.6"])
    #expect(
      NumberFormat.automatic.texts(ofTicks: [0, 20e6, 40e6]) == ["0", "20\u{202F}M", "40\u{202F}M"])
    #expect(NumberFormat.automatic.texts(ofTicks: [0, 2e-5]) == ["0", "2×10⁻⁵"])
    #expect(NumberFormat.percent.texts(ofTicks: [0.935, 0.94])[0] == "93.5\u{202F}%")
  }

  @Test func `raises exponents only where decades outgrow plain numbers`() {
    #expect(NumberFormat.automatic.texts(ofLogTicks: [0.01, 1, 100]) == ["0.01", "1", "100"])
    #expect(NumberFormat.automatic.texts(ofLogTicks: [1, 1e4, 1e8]) == ["10⁰", "10⁴", "10⁸"])
  }
}
