import Convolume
import Plots
import Testing

@Suite struct TableTests {
  @Test func `writes whole numbers with thousands apart and sets them right`() {
    let table = Table(
      columns: ["layer", "parameters"], rows: [["C1", 156], ["C3", 2_416]],
      totals: [["total", 61_706]])
    #expect(table.rows == [["C1", "156"], ["C3", "2,416"]])
    #expect(table.totals == [["total", "61,706"]])
    #expect(table.columns == [.init("layer"), .init("parameters", alignment: .right)])
  }

  @Test(arguments: [
    (0.0, "0"), (1, "1.00"), (-0.25, "−0.250"), (0.012345, "0.0123"), (0.9996, "1.00"),
    (9.994, "9.99"), (9.996, "10.0"), (99.94, "99.9"), (99.96, "100"), (1_234.5, "1,235"),
    (0.00099, "9.9×10⁻⁴"), (2.5e9, "2.5×10⁹"), (.nan, "–"), (.infinity, "–"),
  ])
  func `writes other numbers with three significant digits`(number: Double, text: String) {
    #expect(Table(columns: ["x"], rows: [[number]]).rows == [[text]])
  }

  @Test func `a Float shows the digits that it was written with`() {
    #expect(Table(columns: ["x"], rows: [[Float(0.1)], [Float(2.675)]]).rows[0] == ["0.100"])
  }

  @Test func `leaves a cell without a value blank`() {
    let missing: Double? = nil
    let table = Table(columns: ["a", "b"], rows: [[missing, 1], [0.5, Int?.none]])
    #expect(table.rows == [["", "1"], ["0.500", ""]])
    #expect(table.columns.map(\.alignment) == [.right, .right])
  }

  @Test(arguments: [
    (["97.30 %", "5 %"], true), (["28×28", "1×1"], true), (["0.4 to 2.2", "−0.6 to 1.0"], true),
    (["+3", "±0.5", "< 0.01"], true), (["", "12", "–"], true), (["C1", "12"], false),
    (["", ""], false), (["1", "none"], false), (["−", "3"], false),
  ])
  func `sets a column right when its texts begin with numbers`(texts: [String], isRight: Bool) {
    let table = Table(columns: ["x"], rows: texts.map { [$0] })
    #expect(table.columns[0].alignment == (isRight ? .right : .left))
    #expect(table.rows.flatMap(\.self) == texts)
  }

  @Test func `a total that is a word sets its column left`() {
    let table = Table(columns: ["seed", "x"], rows: [[1, 2]], totals: [["median", 2]])
    #expect(table.columns.map(\.alignment) == [.left, .right])
  }

  @Test func `takes rows of computed texts and numbers`() {
    let names = ["a", "b"]
    let table = Table(
      columns: ["name", "share"], rows: names.map { [$0, 0.5.percent] }, caption: "Shares.")
    #expect(table.rows[1] == ["b", "50.00\u{202F}%"])
    #expect(table.caption == "Shares.")
  }

  @Test func `refuses a row with a value too few, saying which`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Table(columns: ["a", "b"], rows: [["x", 1], ["y"]])
    }
    #expect(
      text(result).contains(
        #"Table: row 2 has 1 values (["y"]), but there are 2 columns (["a", "b"])."#))
  }
}
