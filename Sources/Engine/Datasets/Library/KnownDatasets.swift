extension KnownDataset {
  public static let all: [KnownDataset] = [mnist, fashionMNIST, cifar10]

  static let mnist = KnownDataset(
    name: "mnist",
    title: "MNIST",
    files: [
      File(
        name: "train-images-idx3-ubyte", size: 47_040_016,
        sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
      File(
        name: "train-labels-idx1-ubyte", size: 60_008,
        sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
      File(
        name: "t10k-images-idx3-ubyte", size: 7_840_016,
        sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
      File(
        name: "t10k-labels-idx1-ubyte", size: 10_008,
        sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ],
    downloads: [
      Download(
        name: "train-images-idx3-ubyte.gz",
        sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        contents: 0..<1),
      Download(
        name: "train-labels-idx1-ubyte.gz",
        sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        contents: 1..<2),
      Download(
        name: "t10k-images-idx3-ubyte.gz",
        sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        contents: 2..<3),
      Download(
        name: "t10k-labels-idx1-ubyte.gz",
        sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        contents: 3..<4),
    ],
    mirrors: [
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
      "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ],
    credit: "Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database of handwritten digits "
      + "(stated to be CC BY-SA 3.0)",
    classNames: (0...9).map(String.init),
    folders: ["mnist", "MNIST/raw"])

  static let fashionMNIST = KnownDataset(
    name: "fashion-mnist",
    title: "Fashion-MNIST",
    files: [
      File(
        name: "train-images-idx3-ubyte", size: 47_040_016,
        sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
      File(
        name: "train-labels-idx1-ubyte", size: 60_008,
        sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
      File(
        name: "t10k-images-idx3-ubyte", size: 7_840_016,
        sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
      File(
        name: "t10k-labels-idx1-ubyte", size: 10_008,
        sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    ],
    downloads: [
      Download(name: "train-images-idx3-ubyte.gz", sha256: nil, contents: 0..<1),
      Download(name: "train-labels-idx1-ubyte.gz", sha256: nil, contents: 1..<2),
      Download(name: "t10k-images-idx3-ubyte.gz", sha256: nil, contents: 2..<3),
      Download(name: "t10k-labels-idx1-ubyte.gz", sha256: nil, contents: 3..<4),
    ],
    mirrors: [
      "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
      "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
    ],
    credit: "H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST, 2017 (MIT licence)",
    classNames: [
      "T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
      "ankle boot",
    ],
    folders: ["fashion-mnist", "FashionMNIST/raw"])

  static let cifar10 = KnownDataset(
    name: "cifar10",
    title: "CIFAR-10",
    files: [
      File(
        name: "data_batch_1.bin", size: 30_730_000,
        sha256: "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
      File(
        name: "data_batch_2.bin", size: 30_730_000,
        sha256: "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
      File(
        name: "data_batch_3.bin", size: 30_730_000,
        sha256: "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
      File(
        name: "data_batch_4.bin", size: 30_730_000,
        sha256: "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
      File(
        name: "data_batch_5.bin", size: 30_730_000,
        sha256: "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
      File(
        name: "test_batch.bin", size: 30_730_000,
        sha256: "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
    ],
    downloads: [
      Download(
        name: "cifar-10-binary.tar.gz",
        sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        contents: 0..<6)
    ],
    mirrors: ["https://www.cs.toronto.edu/~kriz/"],
    credit: "A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009 "
      + "(no licence published; customary for teaching and research)",
    classNames: [
      "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ],
    folders: ["cifar10", "cifar-10-batches-bin"])
}
