import Pipeline
import Testing

@Suite struct SweepGridTests {
  @Test func `combines all values, the last parameter changing first`() throws {
    let grid = try SweepGrid([
      .init(name: "lr", written: "0.01,0.1"), .init(name: "seed", written: "1..3"),
    ])
    #expect(
      grid.variants == [
        ["0.01", "1"], ["0.01", "2"], ["0.01", "3"], ["0.1", "1"], ["0.1", "2"], ["0.1", "3"],
      ])
  }

  @Test func `mixes ranges and values, and takes other texts as they are`() throws {
    #expect(try SweepGrid.Axis(name: "k", written: "-1..1,10").values == ["-1", "0", "1", "10"])
    #expect(try SweepGrid.Axis(name: "k", written: "a..b,relu").values == ["a..b", "relu"])
  }

  @Test(arguments: [
    ("1,,2", "'k' lacks a value beside a comma. Write values as 0.01,0.1 or as 1..5."),
    ("", "'k' lacks a value beside a comma. Write values as 0.01,0.1 or as 1..5."),
    ("5..1", "the range '5..1' of 'k' is empty. Write the smaller number first."),
    ("1,2,1", "'k' has the value '1' twice."),
    ("1..1000000000", "1000000000 variants are more than the 1000 that a sweep runs."),
  ])
  func `says what is wrong with values`(written: String, message: String) {
    let mistake = #expect(throws: SweepGrid.Mistake.self) {
      try SweepGrid.Axis(name: "k", written: written)
    }
    #expect(mistake?.description == message)
  }

  @Test func `refuses a grid that is too large, and a parameter given twice`() throws {
    let axis = try SweepGrid.Axis(name: "a", written: "1..40")
    #expect(throws: SweepGrid.Mistake.axisTwice("a")) { try SweepGrid([axis, axis]) }
    var other = axis
    other.name = "b"
    #expect(throws: SweepGrid.Mistake.tooMany(1600)) { try SweepGrid([axis, other]) }
  }
}
