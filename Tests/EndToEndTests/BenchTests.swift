import Foundation
import TestSupport
import Testing

/// What `convolume bench` prints and writes; how fast the engine is, no test decides.
@Suite struct BenchTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func bench(_ arguments: String...) throws -> Tool.Outcome {
    try Book.convolume.run(
      ["bench"] + arguments, in: folder.url,
      environment: [
        "XDG_CACHE_HOME": folder.url.path + "/cache", "CONVOLUME_DATA": folder.url.path,
      ])
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// A data set in MNIST's format: 48 training and 16 test images of stripes.
  private func writeDigits() throws {
    func header(_ numbers: [Int]) -> [UInt8] {
      numbers.flatMap { number in [24, 16, 8, 0].map { UInt8(number >> $0 & 255) } }
    }
    let manager = FileManager.default
    let digits = folder.url.appending(path: "mnist")
    try manager.createDirectory(at: digits, withIntermediateDirectories: true)
    for (name, count) in [("train", 48), ("t10k", 16)] {
      let labels = (0..<count).map { UInt8($0 % 10) }
      let pixels = labels.flatMap { label in
        (0..<28 * 28).map { $0 / 28 % 10 == Int(label) ? UInt8(255) : 0 }
      }
      let images = Data(header([0x803, count, 28, 28]) + pixels)
      try images.write(to: digits.appending(path: "\(name)-images-idx3-ubyte"))
      let classes = Data(header([0x801, count]) + labels)
      try classes.write(to: digits.appending(path: "\(name)-labels-idx1-ubyte"))
    }
  }

  @Test(arguments: ["lenet5", "alexnet"], ["train", "infer"])
  func `times steps, and says with what, in one line of JSON`(
    network: String, mode: String
  ) throws {
    let outcome = try bench(
      network, "--mode", mode, "--batch", "4", "--steps", "3", "--threads", "1", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.split(separator: "\n").count == 1)
    let report = try object(outcome.output)
    let median = try #require(report["median_ms"] as? Double)
    let fastest = try #require(report["min_ms"] as? Double)
    let perSecond = try #require(report["images_per_s"] as? Double)
    #expect(fastest > 0 && median >= fastest)
    #expect(abs(perSecond - 4000 / median) < 0.01 * perSecond)
    #expect(try #require(report["peak_rss_mib"] as? Double) > 1)
    #expect(report["threads"] as? Int == 1)
    #expect(report["blas_core"] is String)
    let sets = ["baseline", "avx2", "avx512"]
    #expect(sets.contains(try #require(report["instruction_set"] as? String)))
    #expect(report["batch"] as? Int == 4)
  }

  @Test func `times an epoch from the files on`() throws {
    try writeDigits()
    let outcome = try bench("lenet5", "--mode", "epoch", "--batch", "16", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try object(outcome.output)
    let seconds = try #require(report["seconds"] as? Double)
    let reading = try #require(report["reading_seconds"] as? Double)
    #expect(reading > 0 && seconds > reading)
    #expect(report["images"] as? Int == 48)
  }

  @Test func `writes the accuracy of each seed, the median, and what they were made of`() throws {
    try writeDigits()
    let outcome = try bench(
      "lenet5", "--mode", "accuracy", "--epochs", "2", "--seeds", "3", "--seed", "5",
      "--output", "results.json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let results = try object(
      String(contentsOf: folder.url.appending(path: "results.json"), encoding: .utf8))
    let runs = try #require(results["runs"] as? [[String: Any]])
    #expect(runs.compactMap { $0["seed"] as? Int } == [5, 6, 7])
    let accuracies = runs.compactMap { $0["accuracy"] as? Double }.sorted()
    #expect(accuracies.count == 3)
    #expect(results["median_accuracy"] as? Double == accuracies[1])
    #expect(results["lowest_accuracy"] as? Double == accuracies.first)
    #expect(results["highest_accuracy"] as? Double == accuracies.last)
    #expect(runs.allSatisfy { ($0["epochs"] as? [Any])?.count == 2 })
    let sources = try #require(results["sources"] as? [[String: String]])
    #expect(sources.map { $0["file"] }.contains("train-images-idx3-ubyte"))
    #expect(sources.allSatisfy { $0["sha256"]?.count == 64 })
    let recipe = try #require(results["recipe"] as? [String: Any])
    #expect(recipe["optimizer"] as? String == "Adam(learningRate: 0.001)")
    let conditions = try #require(results["conditions"] as? [String: Any])
    #expect((conditions["engine_sha256"] as? String)?.count == 64)
  }

  @Test func `data that is missing is reported with the folders searched and what gets it`() throws
  {
    let outcome = try bench("lenet5", "--mode", "epoch")
    // MNIST may be installed for all users of this machine.
    guard outcome.status != 0 else { return }
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("train-images-idx3-ubyte: not found in \(folder.url.path)"))
    #expect(outcome.errors.contains("Run 'convolume data fetch mnist'"))
  }

  @Test func `a results file that cannot be written is reported before anything is trained`() throws
  {
    let outcome = try bench("lenet5", "--mode", "accuracy", "--output", "absent/results.json")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors == "convolume bench: absent/results.json: cannot be written: "
        + "No such file or directory. Name a file in a folder that is there with --output.\n")
  }

  @Test(arguments: [
    (["--batch", "0"], "--batch takes a whole number from 1 on, got 0."),
    (["--steps", "few"], "The value 'few' is invalid for '--steps <steps>'"),
    (["--seeds", "3"], "--seeds means nothing to --mode train; leave it out."),
    (["--mode", "epoch", "--steps", "3"], "--steps means nothing to --mode epoch; leave it out."),
  ])
  func `numbers and options that make no sense are mistakes in the arguments`(
    arguments: [String], message: String
  ) throws {
    let outcome = try Book.convolume.run(["bench", "lenet5"] + arguments, in: folder.url)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(message))
  }
}
