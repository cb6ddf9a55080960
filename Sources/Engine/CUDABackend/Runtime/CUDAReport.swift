/// What this machine has of CUDA, and what is missing: what `convolume check` tells.
package struct CUDAReport: Equatable, Sendable {
  /// A library, and where it is or why it is not.
  package struct Part: Equatable, Sendable {
    package var library: CUDALibrary
    /// Version and path; or the error that opening it would throw.
    package var finding: Result<Found, CUDAError>

    package init(library: CUDALibrary, finding: Result<Found, CUDAError>) {
      self.library = library
      self.finding = finding
    }
  }

  package struct Found: Equatable, Sendable {
    package var version: String
    package var path: String

    package init(version: String, path: String) {
      self.version = version
      self.path = path
    }
  }

  package var parts: [Part]
  /// The card; nil where its driver is missing.
  package var card: Result<CardFacts, CUDAError>?
  /// Where compiled kernels are kept; nil where the user has no folder for that.
  package var kernels: String?

  package init(parts: [Part], card: Result<CardFacts, CUDAError>?, kernels: String?) {
    self.parts = parts
    self.card = card
    self.kernels = kernels
  }

  /// Looks at everything, also when something is missing, and leaves the card alone.
  package static func ofThisMachine(
    along search: LibrarySearch = .fromEnvironment(), cache: KernelCache = .fromEnvironment()
  ) -> CUDAReport {
    let driver = finding { try CUDADriver(along: search) }
    let found: [CUDALibrary: Result<Found, CUDAError>] = [
      .driver: driver.map { Found(version: (try? $0.version()) ?? "unknown", path: $0.path) },
      .nvrtc: finding { try NVRTC(along: search) }.map {
        Found(version: $0.version, path: $0.path)
      },
      .cublasLt: finding { try CuBLASLt(along: search) }
        .map { Found(version: $0.version, path: $0.path) },
      .cudnn: finding { try CuDNN(along: search) }.map {
        Found(version: $0.version, path: $0.path)
      },
    ]
    func version(_ library: CUDALibrary) -> String {
      (try? found[library]?.get().version) ?? "missing"
    }
    let card: Result<CardFacts, CUDAError>? = (try? driver.get()).map { driver in
      finding {
        try CUDACard.facts(
          of: CUDACard.firstDevice(of: driver).device, by: driver, nvrtc: version(.nvrtc),
          cublasLt: version(.cublasLt), cudnn: version(.cudnn))
      }
    }
    return CUDAReport(
      parts: CUDALibrary.allCases.compactMap { library in
        found[library].map { Part(library: library, finding: $0) }
      },
      card: card, kernels: cache.folder)
  }

  /// The first thing that stands in the way of the card; nil when it can be used.
  package var obstacle: CUDAError? {
    for part in parts {
      if case .failure(let error) = part.finding { return error }
    }
    switch card {
    case .failure(let error): return error
    case .success: return nil
    case nil: return .noCard
    }
  }
}
/// Returns what `body` returns; anything that it throws is a `CUDAError`.
private func finding<Value>(_ body: () throws -> Value) -> Result<Value, CUDAError> {
  do {
    return .success(try body())
  } catch let error as CUDAError {
    return .failure(error)
  } catch {
    fatalError("CUDABackend: expected a CUDAError, got \(error).")
  }
}
