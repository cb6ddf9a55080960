import Graphics
import Plots
import Testing

@Suite struct WindowDiagramTests {
  @Test func `computes the sum of products of each window`() throws {
    // By hand: 1·1 + 2·0 + 4·0 + 5·(−1) = −4, and so on.
    let diagram = WindowDiagram(
      input: [[1, 2, 3], [4, 5, 6]], operation: .convolution(kernel: [[1, 0], [0, -1]]))
    let output = try #require(diagram.dataTables.last)
    #expect(output.rows == [["-4", "-4"]])
    #expect(diagram.draftAltText.contains("1·1 + 2·0 + 4·0 + 5·(−1) = −4"))
  }

  @Test(arguments: [
    (WindowDiagram.Border.zero, "0"), (.replicate, "1"), (.reflect, "5"), (.circular, "9"),
  ])
  func `fills the border as its mode says`(border: WindowDiagram.Border, corner: String) throws {
    let diagram = WindowDiagram(
      input: [[1, 2, 3], [4, 5, 6], [7, 8, 9]], operation: .convolution(kernel: [[1]]),
      padding: 1, border: border)
    #expect(try #require(diagram.dataTables.last).rows[0][0] == corner)
  }

  @Test func `lets zero padding never win a largest value`() throws {
    let diagram = WindowDiagram(
      input: [[-1, -2], [-3, -4]], operation: .max(window: 2), stride: 2, padding: 1)
    #expect(try #require(diagram.dataTables.last).rows == [["-1", "-2"], ["-3", "-4"]])
  }

  @Test func `says how many cells no window reads`() {
    let diagram = WindowDiagram(
      input: (0..<4).map { row in (0..<4).map { row + $0 } }, operation: .average(window: 3),
      stride: 2)
    #expect(diagram.draftAltText.contains("7 cells are read by no window"))
  }

  @Test func `rejects a window larger than its input`() async {
    await #expect(processExitsWith: .failure) {
      _ = WindowDiagram(input: [[1, 2], [3, 4]], operation: .max(window: 3))
    }
  }
}

@Suite struct ArchitectureDiagramTests {
  @Test func `adds up the parameters of its layers`() {
    #expect(Samples.network.draftAltText.hasSuffix("61,706 parameters in all."))
  }

  @Test func `breaks a deep network into rows that fit the page`() {
    let deep = ArchitectureDiagram(
      volumes: (0..<16).map { index in
        Volume("conv\(index)", shape: [64, 13, 13], layer: "3×3 convolution", parameters: 36_928)
      })
    expectLegible(deep.figure, size: deep.figure.size(defaultWidth: 453))
  }
}

@Suite struct ImageTests {
  @Test func `turns the largest sample white, and black in ink`() throws {
    let image = GridImage([0.0, 2], width: 2, height: 1)
    #expect(try raster(ImageGrid(images: [image])).rgba == [0, 0, 0, 255, 255, 255, 255, 255])
    #expect(
      try raster(ImageGrid(images: [image], palette: .ink)).rgba
        == [255, 255, 255, 255, 0, 0, 0, 255])
  }

  @Test func `centres diverging colours on zero`() throws {
    let image = GridImage([-4.0, 0, 1], width: 3, height: 1)
    let rgba = try raster(ImageGrid(images: [image], palette: .diverging)).rgba
    #expect(Array(rgba[4..<8]) == [0xF7, 0xF7, 0xF7, 255])
  }

  @Test func `shares one range over all images when asked to`() throws {
    let images = [
      GridImage([0.0, 1], width: 2, height: 1), GridImage([0.0, 4], width: 2, height: 1),
    ]
    #expect(try raster(ImageGrid(images: images, range: .shared)).rgba[4] == 64)
  }

  @Test func `takes three channels as red, green and blue`() throws {
    let image = GridImage([1.0, 0, 0.5], width: 1, height: 1, channels: 3)
    #expect(try raster(ImageGrid(images: [image])).rgba == [255, 0, 128, 255])
  }

  @Test func `writes numbers into cells and names where extremes lie`() {
    #expect(
      Samples.heatMap.draftAltText
        == "Visits: heat map of 10 rows and 10 columns. Columns: Column; rows: Row. "
        + "Windows from 0 (row 1, column 0) to 81 (row 10, column 9).")
  }

  @Test func `draws one outline around each cell that is asked for`() {
    func strokes(of map: HeatMap) -> [Stroke] {
      let canvas = RecordingCanvas()
      map.figure.draw(on: canvas, in: Rect(x: 0, y: 0, width: 200, height: 100), theme: .light)
      return canvas.calls.compactMap { if case .stroke(_, let stroke) = $0 { stroke } else { nil } }
    }
    let map = HeatMap(values: [[1, 2], [3, 4]])
    let outlined = map.outlining([HeatMap.Cell(row: 0, column: 1), HeatMap.Cell(row: 1, column: 0)])
    var added = strokes(of: outlined)
    for stroke in strokes(of: map) { added.firstIndex(of: stroke).map { _ = added.remove(at: $0) } }
    #expect(added.map(\.width) == [1.6, 1.6])
    #expect(Set(added.map(\.color)) == [Theme.light.color(.vermillion)])
  }

  @Test func `names the most frequent mistake of a confusion matrix`() {
    #expect(
      Samples.confusion.draftAltText
        == "Confusion: confusion matrix of 3 classes. 269 of 300 examples lie on the diagonal. "
        + "The most frequent mistake: Ankle boot taken for Pullover, 15 times.")
  }

  @Test func `writes the names of a narrow matrix upright rather than shortening them`() {
    let names = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "ankle boot"]
    let counts = names.indices.map { row in names.indices.map { $0 == row ? 9 : 0 } }
    let canvas = RecordingCanvas()
    MatrixPlot(confusion: counts, labels: names).figure
      .draw(on: canvas, in: Rect(x: 0, y: 0, width: 240, height: 240), theme: .light)
    for name in names { #expect(canvas.texts.count { $0.text == name } == 2) }
    #expect(!canvas.texts.contains { $0.text.hasSuffix("…") })
  }

  @Test func `writes the title of a colour bar beside the images, not over them`() throws {
    var grid = Samples.images
    grid.colorBar = "a scale with a name"
    let canvas = RecordingCanvas()
    grid.figure.draw(on: canvas, in: Rect(x: 0, y: 0, width: 400, height: 200), theme: .light)
    let title = try #require(canvas.texts.first { $0.text == "a scale with a name" })
    for case .raster(let raster, let place) in canvas.calls where raster.width > 1 {
      #expect(!place.intersects(title.bounds))
    }
  }

  @Test func `cuts nothing off an image on which no area is marked`() {
    let plain = GridImage([0.0, 1], width: 2, height: 1)
    func clips(_ image: GridImage) -> Int {
      let canvas = RecordingCanvas()
      ImageGrid(images: [image]).figure.draw(
        on: canvas, in: Rect(x: 0, y: 0, width: 200, height: 100), theme: .light)
      return canvas.calls.count { if case .clip = $0 { true } else { false } }
    }
    #expect(clips(plain) == 0)
    var marked = plain
    marked.areas = [PixelArea(row: 0, column: 0, height: 1, width: 1)]
    #expect(clips(marked) == 1)
  }

  private func raster(_ grid: ImageGrid) throws -> Raster {
    let canvas = RecordingCanvas()
    grid.figure.draw(on: canvas, in: Rect(x: 0, y: 0, width: 200, height: 100), theme: .light)
    for case .raster(let raster, _) in canvas.calls { return raster }
    throw NothingDrawn()
  }

  private struct NothingDrawn: Error {}
}
