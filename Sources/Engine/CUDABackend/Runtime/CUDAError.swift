/// Why the card cannot do what was asked of it.
package enum CUDAError: Error, Equatable, Sendable {
  /// A library was found nowhere; `reason` is the loader's, of a file that is there and does not load.
  case libraryMissing(CUDALibrary, searched: String, reason: String?)
  /// A library has no function of this name.
  case functionMissing(String, library: CUDALibrary, path: String)
  /// The driver is there, and no card.
  case noCard
  /// The card is of a generation that the kernels are not written for.
  case cardTooOld(name: String, has: ComputeCapability, needs: ComputeCapability)
  /// A call of a library failed; `name` and `reason` are the library's own words for `code`.
  case failed(call: String, library: CUDALibrary, code: Int, name: String, reason: String)
  /// The card's memory does not suffice; `free` and `total` are its bytes.
  case outOfMemory(requested: Int, free: Int, total: Int)
  /// A file of kernels does not compile.
  case doesNotCompile(file: String, architecture: String, log: String)
  /// No file of kernels has this name.
  case unknownSource(String, known: [String])
  /// A file of kernels has no kernel of this name.
  case unknownKernel(String, source: String)
  /// A kernel asks for more shared memory than a block can have.
  case tooMuchSharedMemory(kernel: String, requested: Int, limit: Int)
  /// cuBLASLt knows no algorithm for a product.
  case noProductAlgorithm(rows: Int, columns: Int, depth: Int)
  /// cuDNN knows no algorithm that always gives the same bits within the working memory allowed.
  case noConvolutionAlgorithm(ConvolutionPass, DeviceConvolution, limit: Int)
  /// A graph of another GPU was to be replayed.
  case foreignGraph
  /// The process was forked after the card was opened; its child cannot use the card.
  case forked
}

extension CUDAError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .libraryMissing(let library, let searched, let reason):
      let found = reason.map { "cannot be loaded (\($0))" } ?? "was not found in \(searched)"
      return "\(library.fileNames[0]) (\(library.title)) \(found). \(library.remedy)"
    case .functionMissing(let name, let library, let path):
      return
        "\(path): expected the function \(name), found none. This \(library.title) has another "
        + "version than those that Convolume knows. \(library.remedy)"
    case .noCard:
      return "NVIDIA's driver is there, but it shows no card. Check nvidia-smi and "
        + "CUDA_VISIBLE_DEVICES, or compute on the CPU with CONVOLUME_DEVICE=cpu."
    case .cardTooOld(let name, let has, let needs):
      return "\(name): expected compute capability \(needs) or later, found \(has). Compute on the "
        + "CPU with CONVOLUME_DEVICE=cpu."
    case .failed(let call, let library, let code, let name, let reason):
      return "\(call) of \(library.title) failed with \(code), \(name): \(reason). "
        + Self.remedy(library: library, code: code)
    case .outOfMemory(let requested, let free, let total):
      return
        "The card has no room for \(Self.mebibytes(requested)) MiB: \(Self.mebibytes(free)) of "
        + "\(Self.mebibytes(total)) MiB are free. Use a smaller batch, or end other programs that use "
        + "the card (nvidia-smi lists them)."
    case .doesNotCompile(let file, let architecture, let log):
      return "Kernels/\(file) does not compile for \(architecture). NVRTC says:\n\(log)"
    case .unknownSource(let source, let known):
      return
        "There is no file Kernels/\(source).cu among \(known.joined(separator: ", ")). Add it to "
        + "Sources/Engine/CUDAKernels/KernelTexts.c."
    case .unknownKernel(let kernel, let source):
      return "Kernels/\(source).cu has no kernel '\(kernel)'. Check its name, and that it is "
        + "extern \"C\"."
    case .tooMuchSharedMemory(let kernel, let requested, let limit):
      return
        "The kernel '\(kernel)' asks for \(requested) bytes of shared memory, a block of this card "
        + "has at most \(limit). Divide its work into smaller blocks."
    case .noProductAlgorithm(let rows, let columns, let depth):
      return "cuBLASLt has no algorithm for the product of [\(rows), \(depth)] and [\(depth), "
        + "\(columns)]. Check that addresses and strides are multiples of 4 bytes."
    case .noConvolutionAlgorithm(let pass, let convolution, let limit):
      return
        "cuDNN has no algorithm with equal bits at each run, within \(Self.mebibytes(limit)) MiB, "
        + "for \(pass.title) of \(convolution). Compute this layer with an own kernel."
    case .foreignGraph:
      return "This graph was captured by another GPU. Capture it again with this one."
    case .forked:
      return
        "This process was forked from one that uses the card, and cannot use it too. Open the card "
        + "after the fork, or compute on the CPU with CONVOLUME_DEVICE=cpu."
    }
  }

  private static func mebibytes(_ bytes: Int) -> Int { (bytes + (1 << 20) - 1) >> 20 }

  /// What helps against the failures that a user can meet.
  private static func remedy(library: CUDALibrary, code: Int) -> String {
    switch (library, code) {
    case (.driver, 700), (.driver, 716), (.driver, 719):
      "A kernel went astray, and this process can no longer use the card; please report it, with what "
        + "compute-sanitizer says of the same command."
    case (.driver, 803), (.driver, 35), (.driver, 36), (.driver, 209):
      "Driver and CUDA do not fit; update the driver."
    case (.driver, 46), (.driver, 802):
      "Another program holds the card, or it is not ready yet; try again, or look at nvidia-smi."
    default:
      "Run 'convolume check', or compute on the CPU with CONVOLUME_DEVICE=cpu."
    }
  }
}
