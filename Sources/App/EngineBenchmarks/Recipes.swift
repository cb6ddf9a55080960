import Datasets
import NeuralNetworks

/// How a network is trained on real data to the end.
///
/// The numbers of all recipes stand in this file, so that a result can be read beside what made it.
struct Recipe {
  var network: Network
  var data: RealData
  /// Pixels a side, when images are enlarged.
  var size: Int?
  /// Whether images are enlarged as a batch needs them, since all at once would fill the memory.
  var resizesEachBatch = false
  var augmentation: [any Augmentation] = []
  var epochs: Int
  var batch = 64
  /// How exactly a card with matrix units multiplies.
  var precision = Precision.float32
  /// The course of Adam's learning rate over so many epochs.
  var learningRate: (_ epochs: Int) -> LearningRate
  /// The mean loss of each so many batches of an epoch is told and kept; nil keeps that of epochs.
  var lossInterval: Int?

  static let smallAlexNetDropout = 0.1

  static func of(_ network: Network) -> Recipe {
    switch network {
    // The usual listing: enlarged to 32×32, Adam at 0.001 throughout, nothing moved.
    case .lenet5:
      Recipe(
        network: .lenet5, data: .mnist, size: 32, epochs: 10,
        learningRate: { _ in .constant(0.001) })
    case .alexnet:
      Recipe(
        network: .alexnet, data: .cifar10, size: 224, resizesEachBatch: true, epochs: 1,
        learningRate: { _ in .constant(0.0001) }, lossInterval: 100)
    case .smallAlexNet:
      Recipe(
        network: .smallAlexNet, data: .cifar10,
        augmentation: [RandomCrop(padding: 4), HorizontalFlip()], epochs: 48,
        learningRate: { .cosine(from: 0.001, over: $0) })
    }
  }

  /// AlexNet on enlarged images until it learns no more: a few minutes on a card, days on a processor.
  ///
  /// It is multiplied as PyTorch does by default.
  static var alexNetToTheEnd: Recipe {
    Recipe(
      network: .alexnet, data: .cifar10, size: 224, resizesEachBatch: true,
      augmentation: [RandomCrop(padding: 4), HorizontalFlip()], epochs: 30,
      precision: .tf32Convolutions,
      learningRate: { .cosine(from: 0.0002, over: $0) }, lossInterval: 100)
  }
}

/// A data set that a recipe needs; nothing stands in for it.
enum RealData: String, Encodable {
  case mnist, cifar10

  /// Reads the files.
  ///
  /// - Throws: `DatasetError`, which says where it was looked for and how to get it.
  func load() throws -> ImageDataset {
    switch self {
    case .mnist: try Datasets.mnist()
    case .cifar10: try Datasets.cifar10()
    }
  }
}

extension Recipe: Encodable {
  enum Key: String, CodingKey {
    case network, data, size, augmentation, optimizer, epochs, batch, precision
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(network, forKey: .network)
    try container.encode(data, forKey: .data)
    try container.encodeIfPresent(size, forKey: .size)
    try container.encode(augmentation.map(\.summary), forKey: .augmentation)
    try container.encode("\(optimizer)", forKey: .optimizer)
    try container.encode(epochs, forKey: .epochs)
    try container.encode(batch, forKey: .batch)
    try container.encode(precision.rawValue, forKey: .precision)
  }

  var optimizer: Adam { Adam(learningRate: learningRate(epochs)) }
}
