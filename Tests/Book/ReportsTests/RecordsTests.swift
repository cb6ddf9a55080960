import CellOutputs
import Chapters
import Reports
import Testing

@Suite struct RecordsTests {
  @Test func `keeps every recorded value with its origin`() throws {
    let chapter = Chapter.parse(
      "# T\n\n```{swift}\n//| label: train\na\n```\n\n```{swift}\nb\n```\n", path: "chapters/a.md")
    let results = ChapterResults(
      .init(
        chapter,
        results: [
          CellResult(recorded: [
            RecordedValue(name: "test accuracy", content: .number(0.25)),
            RecordedValue(name: "images", content: .integer(10_000), unit: "images"),
          ]),
          CellResult(recorded: [
            RecordedValue(name: "losses", content: .numbers([1, .infinity])),
            RecordedValue(name: "data", content: .text("MNIST")),
          ]),
        ]),
      title: "T")
    #expect(
      String(decoding: try results.json(), as: UTF8.self) == """
        {
          "chapter" : "chapters/a.md",
          "title" : "T",
          "values" : [
            {
              "cell" : "train",
              "line" : 5,
              "name" : "test accuracy",
              "value" : 0.25
            },
            {
              "cell" : "train",
              "line" : 5,
              "name" : "images",
              "unit" : "images",
              "value" : 10000
            },
            {
              "cell" : "cell-2",
              "line" : 9,
              "name" : "losses",
              "value" : [
                1,
                "inf"
              ]
            },
            {
              "cell" : "cell-2",
              "line" : 9,
              "name" : "data",
              "value" : "MNIST"
            }
          ]
        }

        """)
  }

  @Test func `writes a manifest with its keys in order`() throws {
    let manifest = Manifest(
      title: "Networks", profile: "quick",
      chapters: [
        .init(
          source: .init(path: "chapters/a.md", sha256: "00"),
          cells: [.init(name: "train", line: 5, key: ["source": "1", "engine": "2"])])
      ],
      facts: [.init(name: "toolchain", value: "Swift 6.3")])
    #expect(
      String(decoding: try manifest.json(), as: UTF8.self) == """
        {
          "chapters" : [
            {
              "cells" : [
                {
                  "key" : {
                    "engine" : "2",
                    "source" : "1"
                  },
                  "line" : 5,
                  "name" : "train"
                }
              ],
              "source" : {
                "path" : "chapters/a.md",
                "sha256" : "00"
              }
            }
          ],
          "facts" : [
            {
              "name" : "toolchain",
              "value" : "Swift 6.3"
            }
          ],
          "inputs" : [

          ],
          "outputs" : [

          ],
          "profile" : "quick",
          "title" : "Networks"
        }

        """)
  }
}
