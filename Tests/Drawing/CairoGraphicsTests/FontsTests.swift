import CairoGraphics
import DrawingThreads
import Testing

@Suite @DrawingActor struct FontsTests {
  @Test func `names the file of an installed font`() throws {
    let file = try #require(Fonts.file(family: "TeX Gyre Pagella Math"))
    #expect(file.hasSuffix("texgyrepagella-math.otf"))
  }

  @Test func `tells the bold face's file from the regular one's`() throws {
    let regular = try #require(Fonts.file(family: "TeX Gyre Pagella"))
    let bold = try #require(Fonts.file(family: "TeX Gyre Pagella", isBold: true))
    #expect(regular != bold)
  }

  @Test func `has no file for a family that is not installed`() {
    #expect(Fonts.file(family: "No Such Family") == nil)
    #expect(!Fonts.isInstalled("No Such Family"))
  }
}
