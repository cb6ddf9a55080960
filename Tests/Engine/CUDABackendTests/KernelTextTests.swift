import CUDABackend
import Foundation
import Testing

@Suite struct KernelTextTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Sources/Engine/CUDABackend/Kernels").standardizedFileURL

  @Test func `the program carries every file of the folder, byte for byte`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".cu") || $0.hasSuffix(".cuh") }
    #expect(KernelText.all.map(\.name).sorted() == files.sorted())
    for file in KernelText.all {
      let text = try String(contentsOf: Self.folder.appending(path: file.name), encoding: .utf8)
      #expect(file.text == text, "\(file.name)")
    }
  }

  @Test func `a header is no source`() {
    #expect(KernelText.headers.contains { $0.name == "Common.cuh" })
    #expect(KernelText.sources.allSatisfy { $0.name.hasSuffix(".cu") })
  }
}
