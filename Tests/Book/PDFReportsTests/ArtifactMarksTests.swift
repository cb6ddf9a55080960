import PDFReports
import Testing

@Suite struct ArtifactMarksTests {
  func marked(_ content: String) -> String {
    String(decoding: ArtifactMarks.added(to: Array(content.utf8)), as: UTF8.self)
  }

  @Test func `what stands outside the structure is an artifact`() {
    let content = "q\n/P << /MCID 0 >> BDC\n(text) Tj\nEMC\n0 0 m\nQ\n"
    let expected = """
      /Artifact BMC
      q
      EMC
      /P << /MCID 0 >> BDC
      (text) Tj
      EMC
      /Artifact BMC
      0 0 m
      Q
      EMC

      """
    #expect(marked(content) == expected)
  }

  @Test func `the letters of a ligature stay with the text around them`() {
    let inside = "/P << /MCID 0 >> BDC\n/Span << /ActualText <feff00660069> >> BDC\nEMC\nEMC\n"
    #expect(marked(inside) == inside)
    let outside = "BT\n/Span << /ActualText <feff00660069> >> BDC\n(x) Tj\nEMC\nET\n"
    #expect(marked(outside) == "/Artifact BMC\n" + outside + "EMC\n")
  }
}
