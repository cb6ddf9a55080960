import Caching
import Foundation

/// What is kept between renders, looked after.
extension BookBuilder {
  /// Lets go of what was not used for longest, when the cache has grown beyond its limit.
  ///
  /// - Parameter start: What was used since then stays.
  /// - Returns: That, as paths of files.
  /// - Throws: `PipelineError.unwritableState`.
  func limitCache(sparing start: Date) throws -> [String] {
    try tendingCache { cache in
      try cache.evict(
        to: project.configuration.cacheLimit, sparing: start, telling: [.results, .rendered])
    }
  }

  func tendingCache<Result>(_ tend: (CacheFolder) throws -> Result) throws -> Result {
    do {
      return try tend(CacheFolder(project.stateFolder))
    } catch {
      throw PipelineError.unwritableState(
        path: project.stateFolder.path, reason: error.fileReason)
    }
  }
}
