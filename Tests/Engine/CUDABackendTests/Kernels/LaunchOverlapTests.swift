import CUDABackend
import Testing

@Suite struct LaunchOverlapTests {
  private func launch(_ source: String, _ kernel: String) -> KernelLaunch {
    KernelLaunch(
      source: source, kernel: kernel, grid: Extent3(1), block: Extent3(32), arguments: [])
  }

  /// Of each kernel of the backend: its source, its name, and the text of its body.
  private var kernels: [(source: String, name: String, body: Substring)] {
    KernelText.sources.flatMap { file in
      let starts = file.text.matches(
        of: /extern "C" __global__ void (?:__launch_bounds__\([^)]*\) )?(\w+)\(/)
      return starts.enumerated().map { place, match in
        let end =
          place + 1 < starts.count ? starts[place + 1].range.lowerBound : file.text.endIndex
        return (
          String(file.name.dropLast(".cu".count)), String(match.1),
          file.text[match.range.lowerBound..<end]
        )
      }
    }
  }

  @Test func `a launch overlaps the one before it exactly where its kernel waits`() {
    for (source, name, body) in kernels {
      #expect(
        launch(source, name).overlappingPrevious.overlapsPrevious
          == body.contains("awaitPreviousKernel();"), "\(source).\(name)")
    }
    #expect(kernels.contains { launch($0.source, $0.name).overlappingPrevious.overlapsPrevious })
  }
}
