import CUDABackend
import TestSupport
import Testing

@Suite struct CUDAReportTests {
  /// Only what lies in the folder, nothing of this machine.
  private func search(_ folder: TemporaryFolder) -> LibrarySearch {
    LibrarySearch(named: [folder.url.path], usual: [])
  }

  @Test func `a library that does not load is reported with the loader's words`() throws {
    let folder = try TemporaryFolder()
    for library in CUDALibrary.allCases {
      for name in library.fileNames { try folder.write("no library", to: name) }
    }
    let report = CUDAReport.ofThisMachine(along: search(folder), cache: KernelCache(folder: "/k"))
    #expect(report.parts.map(\.library) == CUDALibrary.allCases)
    #expect(report.kernels == "/k")
    for part in report.parts {
      guard case .failure(.libraryMissing(let library, _, let reason)) = part.finding else {
        continue  // This machine has a real one in the loader's path.
      }
      let file = "\(folder.url.path)/\(library.fileNames[0])"
      #expect(library == part.library)
      #expect(reason == "\(file): file too short" || reason == "\(file): invalid ELF header")
    }
  }

  @Test func `a machine without a card says what is missing first, and opening says the same`() {
    let report = CUDAReport.ofThisMachine()
    guard let obstacle = report.obstacle else { return }  // This machine has a card.
    #expect(throws: obstacle) { try CUDACard.open() }
  }

  @Test func `the first thing in the way is reported`() {
    let found = CUDAReport.Found(version: "1.0", path: "/lib")
    let parts = CUDALibrary.allCases.map { CUDAReport.Part(library: $0, finding: .success(found)) }
    var report = CUDAReport(parts: parts, card: .success(.madeUp), kernels: nil)
    #expect(report.obstacle == nil)
    report.card = .failure(.noCard)
    #expect(report.obstacle == .noCard)
    let missing = CUDAError.libraryMissing(.cudnn, searched: "nowhere", reason: nil)
    report.parts[3].finding = .failure(missing)
    #expect(report.obstacle == missing)
    report.card = nil
    report.parts[3].finding = .success(found)
    #expect(report.obstacle == .noCard)
  }
}
