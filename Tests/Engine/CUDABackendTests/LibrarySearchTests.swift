import CUDABackend
import TestSupport
import Testing

@Suite struct LibrarySearchTests {
  @Test func `named folders come first, then the loader, then the usual places`() throws {
    let folder = try TemporaryFolder()
    let root = folder.url.path
    for path in [
      "named/libnvrtc.so.12", "pypi/cu13/lib/libnvrtc.so.13", "pypi/cudnn/lib/libcudnn.so.9",
      "usual/libnvrtc.so.13",
    ] { try folder.write("", to: path) }
    let search = LibrarySearch(
      named: ["\(root)/named", "\(root)/pypi", "\(root)/absent"], usual: ["\(root)/usual"])
    #expect(
      search.candidates(for: .nvrtc) == [
        "\(root)/named/libnvrtc.so.12", "\(root)/pypi/cu13/lib/libnvrtc.so.13", "libnvrtc.so.13",
        "libnvrtc.so.12", "libnvrtc.so", "\(root)/usual/libnvrtc.so.13",
      ])
    #expect(
      search.candidates(for: .cudnn) == [
        "\(root)/pypi/cudnn/lib/libcudnn.so.9", "libcudnn.so.9", "libcudnn.so",
      ])
  }

  @Test func `the environment names folders`() {
    let environment = [
      "CONVOLUME_CUDA_LIBRARIES": "/a:/b", "CUDA_HOME": "/opt/cuda", "CUDA_PATH": "",
    ]
    let search = LibrarySearch.fromEnvironment { environment[$0] }
    #expect(search.named == ["/a", "/b"])
    #expect(
      search.usual == [
        "/opt/cuda/lib64", "/opt/cuda/lib", "/usr/local/cuda/lib64", "/usr/local/cuda/lib",
        "/usr/local/nvidia/lib64", "/usr/lib/wsl/lib",
      ])
  }
}
