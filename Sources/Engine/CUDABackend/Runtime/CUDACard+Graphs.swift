/// A graph that the card can start by one call.
final class CUDAGraph: DeviceGraph {
  let executable: OpaquePointer?
  private let card: CUDACard

  init(_ executable: OpaquePointer?, of card: CUDACard) {
    self.executable = executable
    self.card = card
  }

  deinit {
    guard (try? card.activate()) != nil else { return }
    _ = card.driver.destroyExecutableGraph(executable)
  }
}

extension CUDACard {
  package func capture(_ body: () throws -> Void) throws -> any DeviceGraph {
    try activate()
    try driver.check(
      driver.beginCapture(stream, CUDADriver.relaxedCapture), "cuStreamBeginCapture")
    var graph: OpaquePointer?
    do {
      try body()
    } catch {
      // The queue must leave its recording state, whatever that call says of a broken recording.
      _ = driver.endCapture(stream, &graph)
      if graph != nil { _ = driver.destroyGraph(graph) }
      throw error
    }
    try driver.check(driver.endCapture(stream, &graph), "cuStreamEndCapture")
    defer { _ = driver.destroyGraph(graph) }
    var executable: OpaquePointer?
    try driver.check(
      driver.instantiateGraph(&executable, graph, 0), "cuGraphInstantiateWithFlags")
    let result = CUDAGraph(executable, of: self)
    try driver.check(driver.uploadGraph(executable, stream), "cuGraphUpload")
    return result
  }

  package func replay(_ graph: any DeviceGraph) throws {
    guard let graph = graph as? CUDAGraph else { throw CUDAError.foreignGraph }
    try activate()
    try driver.check(driver.launchGraph(graph.executable, stream), "cuGraphLaunch")
  }
}
