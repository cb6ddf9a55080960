import CUDAKernels

/// A file of `Kernels/`, as the program carries it.
package struct KernelText: Equatable, Sendable {
  /// With its ending: `Pooling.cu`, or `Common.cuh` for a header.
  package let name: String
  package let text: String

  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// All files, headers included, in the order of their list.
  package static let all: [KernelText] = {
    var files: [KernelText] = []
    while let file = convolume_kernel_text_at(files.count)?.pointee {
      let bytes = UnsafeRawBufferPointer(start: file.text, count: file.length)
      files.append(
        KernelText(name: String(cString: file.name), text: String(decoding: bytes, as: UTF8.self)))
    }
    return files
  }()

  /// What the files of kernels include.
  package static var headers: [KernelText] { all.filter { $0.name.hasSuffix(".cuh") } }

  /// The files that are compiled.
  package static var sources: [KernelText] { all.filter { $0.name.hasSuffix(".cu") } }
}

extension KernelText {
  /// Returns the file of kernels of this name, which is without its ending.
  ///
  /// - Throws: `CUDAError.unknownSource` when the program carries none.
  package static func source(_ name: String) throws -> KernelText {
    guard let file = sources.first(where: { $0.name == name + ".cu" }) else {
      throw CUDAError.unknownSource(name, known: sources.map(\.name))
    }
    return file
  }
}
