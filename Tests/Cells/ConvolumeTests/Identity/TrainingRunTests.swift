import Convolume
import Datasets
import NeuralNetworks
import Synchronization
import Tensors
import Testing

/// What makes two training runs the same one.
@Suite struct TrainingRunTests {
  @Test func `equal properties are one run, whatever made them`() {
    #expect(Sample.run(optimizer: Adam()) == Sample.run(optimizer: Adam(learningRate: 0.001)))
    #expect(Sample.run(layer: Pad2D(by: 1)) == Sample.run(layer: Pad2D(by: PaddingAmount(1))))
  }

  @Test func `all that train is given counts`() throws {
    let images = Sample.images
    let keys = [
      Sample.run(), Sample.run(data: images.test), Sample.run(validation: images.test),
      Sample.run(validation: images.train),
      Sample.run(data: images.train.normalized(mean: [0.5], deviation: [1])),
      Sample.run(validation: images.test.normalized(mean: [0.5], deviation: [1])),
      Sample.run(epochs: 3), Sample.run(batch: 6), Sample.run(seed: 2),
    ]
    #expect(Set(keys).count == keys.count)
    // A parameter that `train` gets one day is to be given to the run as well.
    let train = try labels(
      of: "Training.swift", after: "public func train<Model: Layer, Rule: Optimizer>(")
    let run = try labels(of: "TrainingRun.swift", after: "package init(")
    let renamed = [
      "_": "model", "on": "data", "validatingOn": "validation", "augmenting": "transforms",
    ]
    let expected = Set(train.map { renamed[$0] ?? $0 }).subtracting(["printingEvery"])
    #expect(Set(run).subtracting(["moment"]) == expected)
  }

  private func labels(of file: String, after start: String) throws -> [String] {
    let text = try EngineSources.text(of: "Sources/Cells/Convolume/\(file)")
    let begin = try #require(text.range(of: start)).upperBound
    let end = try #require(text[begin...].range(of: "\n)") ?? text[begin...].range(of: "\n  )"))
    return text[begin..<end.lowerBound].matches(of: /(?:,\s+|\n\s+)(\w+)(?: \w+)?:/)
      .map { String($0.1) }
  }

  @Test func `code from outside the engine is known by what its cell depends on`() {
    let own = Sample.run(loss: Halved())
    #expect(own == nil, "outside a chapter nothing says what Halved does")
    let keys = [
      Sample.run(loss: Halved()) { _ in "cell" }, Sample.run(loss: Halved()) { _ in "other cell" },
      Sample.run(loss: Halved(share: 0.25)) { _ in "cell" },
      Sample.run(layer: Passing()) { _ in "cell" },
      Sample.run(layer: Sequential { Passing() }) { _ in "cell" },
    ]
    #expect(Set(keys).count == keys.count && !keys.contains(nil))
    #expect(Sample.run(loss: Halved()) { _ in "cell" } == keys[0])
  }

  @Test func `the engine's own runs do not depend on the cell`() {
    let runs = [Sample.run(layer: Conv2D(from: 1, to: 2, kernel: 3)) { _ in "cell" }]
    #expect(runs == [Sample.run(layer: Conv2D(from: 1, to: 2, kernel: 3)) { _ in "other" }])
  }

  @Test func `what reflection cannot see into counts as code`() {
    struct Called: Layer {
      let function: @Sendable (Tensor) -> Tensor
      func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Void) {
        (function(input), ())
      }
      func backward(_ outputGradient: Tensor, memory: Void) -> Tensor { outputGradient }
      func outputShape(for input: [Int]) -> ShapeStep { ShapeStep(input) }
    }
    #expect(ValueIdentity.dependsOnCell(Called { $0 }))
    #expect(ValueIdentity.dependsOnCell({ (number: Int) in number }))
    #expect(ValueIdentity.dependsOnCell(Guarded()))
    #expect(ValueIdentity.dependsOnCell(\String.count))
    withUnsafePointer(to: 1) { #expect(ValueIdentity.dependsOnCell($0)) }
    #expect(!ValueIdentity.dependsOnCell(["a": [1.5], "b": []]))
    #expect(!ValueIdentity.dependsOnCell((1..<3, "x", Optional(2))))
  }

  @Test func `a set and a dictionary are the same in any order`() {
    let words = (0..<40).map { "word \($0)" }
    #expect(ValueIdentity.digest(of: Set(words)) == ValueIdentity.digest(of: Set(words.reversed())))
    #expect(ValueIdentity.digest(of: Set(words)) != ValueIdentity.digest(of: Set(words.dropLast())))
  }

  @Test func `an enum's case counts whatever its description says`() {
    enum Mute: CustomStringConvertible {
      case one, two
      case number(Int)
      var description: String { "" }
    }
    let digests = [Mute.one, .two, .number(1), .number(2)].map { ValueIdentity.digest(of: $0) }
    #expect(Set(digests).count == 4)
  }

  @Test func `objects that point to each other have an end`() {
    let first = Node()
    let second = Node()
    (first.next, second.next) = (second, first)
    let ring = ValueIdentity.digest(of: first)
    second.next = second
    #expect(ValueIdentity.digest(of: first) != ring)
  }

  private final class Node {
    var next: Node?
  }

  private final class Guarded: Sendable {
    let number = Mutex(1)
  }
}

/// A reader's own loss.
private struct Halved: Loss {
  var share = 0.5

  func measure(_ output: Tensor, labels: [Int]) -> LossValue {
    let whole = CrossEntropy().measure(output, labels: labels)
    return LossValue(value: whole.value * share, gradient: whole.gradient * Float(share))
  }
}

/// A reader's own layer.
private struct Passing: Layer {
  func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Void) { (input, ()) }
  func backward(_ outputGradient: Tensor, memory: Void) -> Tensor { outputGradient }
  func outputShape(for input: [Int]) -> ShapeStep { ShapeStep(input) }
}

extension ValueIdentity {
  fileprivate static func digest(of value: Any) -> String {
    var identity = ValueIdentity()
    identity.add("value", value)
    return identity.hexadecimal
  }

  fileprivate static func dependsOnCell(_ value: Any) -> Bool {
    var identity = ValueIdentity()
    identity.add("value", value)
    return identity.dependsOnCell
  }
}
