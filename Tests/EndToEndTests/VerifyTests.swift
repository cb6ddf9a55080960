import Foundation
import TestSupport
import Testing

/// `convolume verify` with the real command, and how chapters quote what it recorded.
@Suite struct VerifyTests {
  private func text(accuracy: String = "0.5 + Double(params.epochs) / 100") -> String {
    """
    ---
    title: Sums
    params:
      epochs: 1
    profiles:
      full:
        epochs: 20
    ---

    ```{swift}
    //| label: train
    //| expect: {loss: 0.25 +- 0.05}
    record("accuracy", \(accuracy), tolerance: 0.02)
    record("loss", 0.25)
    record("classes", 10)
    record("duration", 1.5, unit: "s")
    print(params.epochs)
    ```

    Here `{swift} params.epochs`, whole: `{swift} recorded("accuracy", places: 3)`.
    """
  }

  @Test func `results are recorded, quoted, compared, and a difference is told`() throws {
    let book = try Book(["01-sums.md": text()])
    let nothing = try book.convolume("verify")
    #expect(nothing.status == 1)
    #expect(
      nothing.errors.contains(
        "convolume verify: nothing is recorded: there is no file in 'results' beside the chapters. "
          + "Run 'convolume verify --record', and keep the files that it writes with the chapters.")
    )
    #expect(try book.render("--to", "html").status == 0)
    let page = "output/html/01-sums.html"
    #expect(
      try book.folder.text(of: page)
        .contains(
          "not recorded yet (&#39;convolume verify --record&#39; records &#39;accuracy&#39;)")
        || book.folder.text(of: page)
          .contains("not recorded yet ('convolume verify --record' records 'accuracy')")
    )

    let record = try book.convolume("verify", "--record")
    try #require(record.status == 0, "\(record.errors)")
    let written =
      /wrote chapters\/results\/01-sums\.json, whose cells ran for [0-9]+\.[0-9] s\n/
    #expect(record.output.wholeMatch(of: written) != nil, "\(record.output)")
    let file = try book.folder.text(of: "chapters/results/01-sums.json")
    for fact in [
      #""profile" : "full""#, #""epochs" : "20""#, #""tolerance" : 0.02"#, #""tolerance" : 0.05"#,
      #""value" : 0.7"#, #""value" : 10"#, #""engine" : "#, #""instruction set" : "#,
      #""seconds" : "#,
    ] {
      #expect(file.contains(fact), "\(fact)")
    }
    // The short run now quotes the whole one.
    #expect(try book.render("--to", "html").status == 0)
    #expect(try book.folder.text(of: page).contains("Here 1, whole: 0.700."))

    let same = try book.convolume("verify")
    #expect(same.status == 0)
    #expect(
      same.output == """
        chapter  value     recorded   now  difference  tolerance  verdict
        01-sums  accuracy       0.7   0.7           0       0.02  same
        01-sums  loss          0.25  0.25           0       0.05  same
        01-sums  classes         10    10           0          -  same
        01-sums  duration       1.5   1.5           0          -  a time, not compared
        3 of 4 values as recorded

        """)
  }

  @Test func `what is not kept is not run, and what differs ends with 3`() throws {
    let book = try Book(["01-sums.md": text()])
    try #require(try book.convolume("verify", "--record").status == 0)
    try book.folder.write(text(accuracy: "0.75"), to: "chapters/01-sums.md")
    let unknown = try book.convolume("verify")
    #expect(unknown.status == 0)
    #expect(unknown.output.contains("not run here"))
    #expect(
      unknown.output.contains(
        "4 not compared: no result of their cells is kept. 'convolume render --profile full' or "
          + "'convolume verify --rerun' runs them."))

    let rerun = try book.convolume("verify", "--rerun")
    #expect(rerun.status == 3)
    #expect(rerun.output.contains("accuracy       0.7  0.75        0.05       0.02  differs"))
    #expect(
      rerun.output.contains(
        "1 differs: find out why, or accept the new values with 'convolume verify --record'"))

    try book.folder.write("{", to: "chapters/results/01-sums.json")
    let damaged = try book.convolume("verify")
    #expect(damaged.status == 1)
    #expect(
      damaged.errors.contains(
        "cannot read 'chapters/results/01-sums.json': it is damaged; take it from version control, "
          + "or write it again with '--record'."))
  }

  @Test func `a comparison and its verdicts hold on another machine, and not for another network`()
    throws
  {
    /// A chapter that compares two variants, whose scores a machine would round by `rounding`.
    func text(rounding: Double, verdict: String) -> String {
      """
      ```{swift}
      //| label: compared
      let comparison = compare(["a": 10.0, "b": 14.0], seeds: 3) { score, seed in
        Trial(score: score + score / 10 * (Double(seed) + \(rounding) * Double(4 - seed)))
      }
      comparison.record("runs")
      record("b against a", \(verdict))
      ```
      """
    }
    let told = #"comparison.verdict("b", against: "a")"#
    let book = try Book(["01-sums.md": text(rounding: 0, verdict: "\"\\(\(told))\"")])
    try #require(try book.convolume("verify", "--record").status == 0)
    // The file states no tolerance for the verdict; the cell does now.
    try book.folder.write(text(rounding: 0.25, verdict: told), to: "chapters/01-sums.md")
    let near = try book.convolume("verify", "--rerun")
    #expect(near.status == 0, "\(near.output)")
    #expect(near.output.contains("runs, a, score"))
    #expect(near.output.contains("3 of 3 values as recorded"))
    try book.folder.write(text(rounding: 3, verdict: told), to: "chapters/01-sums.md")
    let far = try book.convolume("verify", "--rerun")
    #expect(far.status == 3)
    #expect(far.output.contains("3 differ: find out why"))
  }
}
