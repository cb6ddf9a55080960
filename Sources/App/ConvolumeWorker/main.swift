// Runs the cells of one chapter: loads each cell's library, calls it, and reports to the host.
// The host starts it as `convolume-worker MARKER` and writes requests to its standard input.

import CUDABackend
import CellOutputs
import Convolume
import Foundation

@MainActor
func answer(
  _ request: WorkerRequest, of host: HostConnection
) throws(CellLibrary.LoadError) {
  let start = ProcessCost.begin()
  var failure: WorkerReply.ThrownError?
  switch request {
  case .prepare(let parameters, let seed):
    Session.prepare(parameters: parameters, seed: seed)
  case .set(let settings):
    Session.apply(settings)
  case .load(let library):
    _ = try CellLibrary(path: library)
  case .snapshot: return Snapshots.take(before: host)
  case .goBack(let number): Snapshots.goBack(to: number)
  case .run(let library, let entry, let context):
    Session.enter(context: context)
    let run = try CellLibrary(path: library).entry(named: entry)
    SystemObserver.observing { run() }
    failure = CellRuntime.failure
    fflush(nil)
  }
  let cost = ProcessCost.since(start)
  Session.send(
    .done(
      seconds: cost.seconds, cpuSeconds: cost.cpuSeconds, peakMemory: cost.peakMemory,
      failure: failure))
}

guard CommandLine.arguments.count == 2, let host = HostConnection() else {
  print("convolume-worker is started by convolume; it is of no use by itself.")
  exit(2)
}
if CommandLine.arguments[1] == "--describe" {
  print(try Facts.json())
  exit(0)
}

// Whoever starts this has checked it; a card is opened when a cell first computes on it.
Session.use(device: try DeviceChoice.fromEnvironment().apply().name)
Session.begin(marker: CommandLine.arguments[1])
host.endWithHost()
Hazards.begin()
while let request = try host.nextRequest() {
  do {
    try answer(request, of: host)
  } catch {
    Session.send(.unloadable(reason: error.reason))
  }
}
Snapshots.endAll()
