import Datasets
import Foundation
import Tensors
import Testing

/// Compared with recorded results of the Python Imaging Library; see `Golden/resize.py`.
@Suite struct ResizeTests {
  private struct Recording: Decodable {
    struct Image: Decodable {
      var channels, height, width: Int
      var pixels: [UInt8]

      var picture: Picture {
        Picture(channels: channels, height: height, width: width, pixels: pixels)
      }
    }

    struct Case: Decodable { var input, output: Image }

    var cases: [Case]
  }

  @Test func `gives the same bytes as Pillow, larger and smaller`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/resize.json")
    let recording = try JSONDecoder().decode(Recording.self, from: Data(contentsOf: file))
    #expect(recording.cases.count == 9)
    for each in recording.cases {
      var stream = RandomStream(seed: 0, purpose: "test")
      let resize = Resize(height: each.output.height, width: each.output.width)
      #expect(resize.apply(to: each.input.picture, using: &stream) == each.output.picture)
    }
  }

  @Test func `changes nothing at the same size`() {
    let images = drawnDigits(trainCount: 3, testCount: 1).train
    #expect(images.transformed(by: [Resize(to: 28)]) == images)
  }
}
