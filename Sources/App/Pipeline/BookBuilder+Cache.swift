import Caching
import Foundation

/// What is kept between renders, looked after.
extension BookBuilder {
  /// Lets go of what was not used for longest, when the cache has grown beyond its limit.
  func limitCache(sparing start: Date) throws {
    try tendingCache {
      _ = try $0.evict(to: project.configuration.cacheLimit, sparing: start)
    }
  }

  func tendingCache(_ tend: (CacheFolder) throws -> Void) throws {
    do {
      try tend(CacheFolder(project.stateFolder))
    } catch {
      throw PipelineError.unwritableState(
        path: project.stateFolder.path, reason: error.fileReason)
    }
  }
}
