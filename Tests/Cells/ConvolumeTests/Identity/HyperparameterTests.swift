import Convolume
import Datasets
import NeuralNetworks
import Tensors
import Testing

/// Every stored property of every type that takes part in training makes another run.
///
/// The types are found in the engine's sources and the properties by reflection: neither can be
/// forgotten when one is added.
@Suite struct HyperparameterTests {
  static let layers: [any Layer] = [
    Conv2D(from: 2, to: 4, kernel: 3, padding: .explicit(1), groups: 2),
    Linear(from: 3, to: 2), MaxPool2D(window: 2), MinPool2D(window: 2), AveragePool2D(window: 2),
    L2Pool2D(window: 2), GlobalAveragePool2D(), BatchNorm2D(channels: 2),
    LocalResponseNormalization(), Dropout(rate: 0.25), Pad2D(by: 1), Flatten(), Identity(), ReLU(),
    Sigmoid(),
    Tanh(), Softmax(),
    Sequential {
      Linear(from: 2, to: 2)
      Dropout(rate: 0.25)
    },
    Residual { Linear(from: 2, to: 2) },
  ]
  static let optimizers: [any Optimizer] = [SGD(learningRate: 0.1), Adam(learningRate: 0.001)]
  static let losses: [any Loss] = [CrossEntropy(), MeanSquaredError()]
  static let transforms: [any ImageTransform] = [
    HorizontalFlip(), Pad(by: 2), RandomCrop(size: 20, padding: 2), RandomCrop(),
    Resize(height: 20, width: 24), Shift(right: 1, down: 2),
  ]

  private func kinds(_ values: [Any]) -> Set<String> { Set(values.map { "\(type(of: $0))" }) }

  @Test func `each layer, optimizer, loss and augmentation of the engine is tried`() throws {
    func found(_ protocols: Set<String>) throws -> Set<String> {
      try EngineSources.structs(conformingTo: protocols)
    }
    #expect(try found(["Layer"]) == kinds(Self.layers))
    #expect(try found(["Optimizer"]) == kinds(Self.optimizers))
    #expect(try found(["Loss"]) == kinds(Self.losses))
    #expect(
      try found(["ImageTransform", "PlacingTransform", "Augmentation"]) == kinds(Self.transforms))
  }

  @Test func `each course of a learning rate is tried`() throws {
    let text = try EngineSources.text(
      of: "Sources/Engine/NeuralNetworks/Optimizers/LearningRate.swift")
    let courses = text.matches(of: /public (?:static )?func (\w+)\([^)]*\)\s*->\s*LearningRate/)
      .map { String($0.1) }
    #expect(courses.count >= 5)
    let tried = learningRates.map(\.description)
    for course in courses where course != "constant" {
      #expect(tried.count { $0.contains(".\(course)(") } >= 2, "\(course)")
    }
  }

  @Test(arguments: layers) func `each property of a layer counts`(_ layer: any Layer) throws {
    try expectDistinct(layer) { value in
      (value as? any Layer).map { Sample.run(layer: $0) }
    }
  }

  @Test(arguments: optimizers)
  func `each property of an optimizer counts`(_ optimizer: any Optimizer) throws {
    try expectDistinct(optimizer) { value in
      (value as? any Optimizer).map { Sample.run(optimizer: $0) }
    }
  }

  @Test(arguments: losses) func `each property of a loss counts`(_ loss: any Loss) throws {
    try expectDistinct(loss) { value in (value as? any Loss).map { Sample.run(loss: $0) } }
  }

  @Test(arguments: transforms)
  func `each property of an augmentation counts`(_ transform: any ImageTransform) throws {
    try expectDistinct(transform) { value in
      (value as? any ImageTransform).map { Sample.run(transforms: [$0]) }
    }
  }

  @Test func `no two kinds of layer, loss, optimizer or augmentation are one`() {
    var keys: [String?] = []
    // The one that all other runs have is left out.
    keys += Self.layers.filter { !($0 is Flatten) }.map { Sample.run(layer: $0) }
    keys += Self.optimizers.map { Sample.run(optimizer: $0) }
    keys += Self.losses.map { Sample.run(loss: $0) }
    keys += Self.transforms.map { Sample.run(transforms: [$0]) }
    #expect(!keys.contains(nil), "the engine's own types are known outside a chapter too")
    #expect(Set(keys).count == keys.count)
  }

  /// Checks that a value and all its variants make as many runs as there are.
  private func expectDistinct(_ value: Any, key: (Any) -> String??) throws {
    var paths = [String: String]()
    for variant in try [Variant(path: "unchanged", value: value)] + variants(of: value) {
      let found = try #require(key(variant.value), "\(variant.path) has another type now")
      let known = try #require(found)
      #expect(paths[known] == nil, "\(variant.path) makes the same run as \(paths[known] ?? "")")
      paths[known] = variant.path
    }
  }
}

/// A small run with one part exchanged, as its key.
enum Sample {
  static let images = drawnDigits(trainCount: 20, testCount: 10, seed: 5)

  static func run(
    layer: any Layer = Flatten(), data: LabeledImages = images.train,
    validation: LabeledImages? = nil, optimizer: any Optimizer = SGD(learningRate: 0.3),
    loss: any Loss = CrossEntropy(), epochs: Int = 2, batch: Int = 5,
    transforms: [any ImageTransform] = [], seed: Int = 1,
    moment: (String) -> String? = { _ in nil }
  ) -> String? {
    func open(_ layer: some Layer, _ optimizer: some Optimizer) -> String? {
      TrainingRun(
        model: layer, data: data, validation: validation, optimizer: optimizer, loss: loss,
        epochs: epochs, batch: batch, transforms: transforms, seed: seed, moment: moment
      ).key
    }
    return open(layer, optimizer)
  }
}
