/// A library of CUDA that is opened while the program runs; it is never linked.
package enum CUDALibrary: String, CaseIterable, Sendable, Codable {
  /// The card's driver, which comes with the system.
  case driver
  /// The compiler of kernels.
  case nvrtc
  /// Matrix products.
  case cublasLt
  /// Convolutions.
  case cudnn

  /// The file names to try, the newest first.
  package var fileNames: [String] {
    switch self {
    case .driver: ["libcuda.so.1", "libcuda.so"]
    case .nvrtc: ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so"]
    case .cublasLt: ["libcublasLt.so.13", "libcublasLt.so.12", "libcublasLt.so"]
    case .cudnn: ["libcudnn.so.9", "libcudnn.so"]
    }
  }

  /// As its makers write it.
  package var title: String {
    switch self {
    case .driver: "NVIDIA's driver"
    case .nvrtc: "NVRTC"
    case .cublasLt: "cuBLASLt"
    case .cudnn: "cuDNN"
    }
  }

  /// How to get it, as a sentence.
  package var remedy: String {
    switch self {
    case .driver: "Install the driver of the card; a machine without one computes on its CPU."
    case .nvrtc, .cublasLt:
      "Install CUDA 12 or 13, or name the folder of \(title) in \(LibrarySearch.variable)."
    case .cudnn: "Install cuDNN 9, or name its folder in \(LibrarySearch.variable)."
    }
  }
}
