extension Sequential {
  /// Returns AlexNet in the layout that most frameworks use: 64-192-384-256-256, 4096-4096-classes.
  ///
  /// Input `[batch, 3, 224, 224]`.
  ///
  /// - Parameters:
  ///   - classes: How many scores there are at the end.
  ///   - dropout: The fraction of features silenced before each of the first two linear layers.
  ///   - seed: Where the drawing of the weights starts.
  /// - Returns: The network.
  /// - SeeAlso: Krizhevsky, *One Weird Trick for Parallelizing Convolutional Neural Networks*, 2014.
  public static func alexNet(
    classes: Int = 10, dropout: Double = 0.5, seed: Int = 0
  ) -> Sequential {
    Sequential(input: [3, 224, 224], seed: seed) {
      Conv2D(from: 3, to: 64, kernel: 11, stride: 4, padding: .explicit(2))
      ReLU()
      MaxPool2D(window: 3, stride: 2)
      Conv2D(from: 64, to: 192, kernel: 5, padding: .same)
      ReLU()
      MaxPool2D(window: 3, stride: 2)
      Conv2D(from: 192, to: 384, kernel: 3, padding: .same)
      ReLU()
      Conv2D(from: 384, to: 256, kernel: 3, padding: .same)
      ReLU()
      Conv2D(from: 256, to: 256, kernel: 3, padding: .same)
      ReLU()
      MaxPool2D(window: 3, stride: 2)
      Flatten()
      Dropout(rate: dropout)
      Linear(from: 256 * 6 * 6, to: 4096)
      ReLU()
      Dropout(rate: dropout)
      Linear(from: 4096, to: 4096)
      ReLU()
      Linear(from: 4096, to: classes)
    }
  }

  /// Returns AlexNet as published in 2012, with local response normalization, for 227×227 pixels.
  ///
  /// - Parameters:
  ///   - groups: 2 as on the paper's two graphics cards (60,965,224 parameters), or 1 in one piece
  ///     (62,378,344 parameters).
  ///   - classes: How many scores there are at the end.
  ///   - dropout: The fraction of features silenced before each of the first two linear layers.
  ///   - seed: Where the drawing of the weights starts.
  /// - Returns: The network.
  /// - SeeAlso: Krizhevsky, Sutskever and Hinton, *ImageNet Classification with Deep Convolutional
  ///   Neural Networks*, 2012, section 3.5.
  public static func alexNet2012(
    groups: Int = 2, classes: Int = 1000, dropout: Double = 0.5, seed: Int = 0
  ) -> Sequential {
    let normalization = LocalResponseNormalization(size: 5, factor: 5e-4, exponent: 0.75, offset: 2)
    return Sequential(input: [3, 227, 227], seed: seed) {
      Conv2D(from: 3, to: 96, kernel: 11, stride: 4)
      ReLU()
      normalization
      MaxPool2D(window: 3, stride: 2)
      Conv2D(from: 96, to: 256, kernel: 5, padding: .same, groups: groups)
      ReLU()
      normalization
      MaxPool2D(window: 3, stride: 2)
      Conv2D(from: 256, to: 384, kernel: 3, padding: .same)
      ReLU()
      Conv2D(from: 384, to: 384, kernel: 3, padding: .same, groups: groups)
      ReLU()
      Conv2D(from: 384, to: 256, kernel: 3, padding: .same, groups: groups)
      ReLU()
      MaxPool2D(window: 3, stride: 2)
      Flatten()
      Dropout(rate: dropout)
      Linear(from: 256 * 6 * 6, to: 4096)
      ReLU()
      Dropout(rate: dropout)
      Linear(from: 4096, to: 4096)
      ReLU()
      Linear(from: 4096, to: classes)
    }
  }

  /// Returns a smaller AlexNet for images of 32×32: the same order of layers, fewer of everything.
  ///
  /// Five convolutions and three linear layers as in AlexNet; the first convolution keeps the size,
  /// since 32×32 pixels leave nothing to skip.
  ///
  /// - Parameters:
  ///   - channels: Channels of the input.
  ///   - activation: What follows each layer with weights but the last.
  ///   - classes: How many scores there are at the end.
  ///   - dropout: The fraction of features silenced before each of the first two linear layers.
  ///   - seed: Where the drawing of the weights starts.
  /// - Returns: The network.
  public static func smallAlexNet(
    channels: Int = 3, activation: any Layer = ReLU(), classes: Int = 10, dropout: Double = 0.5,
    seed: Int = 0
  ) -> Sequential {
    Sequential(input: [channels, 32, 32], seed: seed) {
      Conv2D(from: channels, to: 32, kernel: 5, padding: .same)
      activation
      MaxPool2D(window: 3, stride: 2)
      Conv2D(from: 32, to: 64, kernel: 5, padding: .same)
      activation
      MaxPool2D(window: 3, stride: 2)
      Conv2D(from: 64, to: 96, kernel: 3, padding: .same)
      activation
      Conv2D(from: 96, to: 96, kernel: 3, padding: .same)
      activation
      Conv2D(from: 96, to: 64, kernel: 3, padding: .same)
      activation
      MaxPool2D(window: 3, stride: 2)
      Flatten()
      Dropout(rate: dropout)
      Linear(from: 64 * 3 * 3, to: 256)
      activation
      Dropout(rate: dropout)
      Linear(from: 256, to: 256)
      activation
      Linear(from: 256, to: classes)
    }
  }
}
