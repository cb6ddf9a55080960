extension Sequential {
  /// Returns LeNet-5 as it is usually built today, for images of 28×28 or 32×32.
  ///
  /// The 1998 network had trainable subsampling, a scaled tanh, partly connected maps in C3 and an
  /// output of radial basis functions; here are plain pooling, an activation of choice, all
  /// connections, and scores for softmax. 61,706 parameters.
  ///
  /// - Parameters:
  ///   - size: Rows and columns of the input; 28 is padded to 32 by the first convolution.
  ///   - activation: What follows each layer with weights.
  ///   - pooling: What halves the maps.
  ///   - classes: How many scores there are at the end.
  ///   - seed: Where the drawing of the weights starts.
  /// - Returns: The network, its layers named as in the paper.
  /// - SeeAlso: LeCun, Bottou, Bengio and Haffner, *Gradient-Based Learning Applied to Document
  ///   Recognition*, 1998, section II.B.
  public static func leNet5(
    size: Int = 28, activation: any Layer = ReLU(), pooling: any Layer = MaxPool2D(window: 2),
    classes: Int = 10, seed: Int = 0
  ) -> Sequential {
    Sequential(input: [1, size, size], seed: seed) {
      Conv2D(from: 1, to: 6, kernel: 5, padding: .explicit((32 - size) / 2)).named("C1")
      activation
      pooling.named("S2")
      Conv2D(from: 6, to: 16, kernel: 5).named("C3")
      activation
      pooling.named("S4")
      Flatten()
      Linear(from: 16 * 5 * 5, to: 120).named("C5")
      activation
      Linear(from: 120, to: 84).named("F6")
      activation
      Linear(from: 84, to: classes).named("Output")
    }
  }
}
