import Datasets
import Testing

@Suite struct DataFoldersTests {
  @Test func `looks in the listed folders, the user's cache, and the system's data sets`() {
    let folders = DataFolders.standard(
      environment: ["CONVOLUME_DATA": "/a:/b", "XDG_CACHE_HOME": "/cache", "HOME": "/home/u"])
    #expect(folders.paths == ["/a", "/b", "/cache/convolume/data", "/usr/share/datasets"])
    #expect(folders.installation == "/cache/convolume/data")
  }

  @Test func `takes empty variables for absent ones`() {
    let folders = DataFolders.standard(
      environment: ["CONVOLUME_DATA": "", "XDG_CACHE_HOME": "", "HOME": "/home/u"])
    #if os(macOS)
      #expect(folders.installation == "/home/u/Library/Caches/convolume/data")
    #else
      #expect(folders.installation == "/home/u/.cache/convolume/data")
    #endif
    #expect(folders.paths.count == 2)
  }
}
