extension Observation.Source {
  /// The name of this part in a result's key, in words of the author's world, from which it can be read
  /// back: `parameter epochs`, `file data/x.csv`, `variable LANG`, `data mnist/train-images-idx3-ubyte`.
  package var name: String {
    switch self {
    case .parameter(let name): "parameter \(name)"
    case .seed: "seed"
    case .file(let path): "file \(path)"
    case .status(let path): "status \(path)"
    case .listing(let path): "listing \(path)"
    case .variable(let name): "variable \(name)"
    case .environment: "environment"
    case .engine: "engine"
    case .machine(let part): "machine \(part)"
    case .data(let set, let file, nil): "data \(set)/\(file)"
    case .data(let set, let file, let folders?):
      "data \(set)/\(file) in \(folders.joined(separator: ":"))"
    }
  }

  /// Reads what `name` wrote; `nil` for the name of another part.
  package init?(name: String) {
    if let whole = [Self.seed, .environment, .engine].first(where: { $0.name == name }) {
      self = whole
      return
    }
    guard let space = name.firstIndex(of: " ") else { return nil }
    let rest = String(name[name.index(after: space)...])
    switch name[..<space] {
    case "parameter": self = .parameter(rest)
    case "file": self = .file(rest)
    case "status": self = .status(rest)
    case "listing": self = .listing(rest)
    case "variable": self = .variable(rest)
    case "machine": self = .machine(rest)
    case "data":
      guard let slash = rest.firstIndex(of: "/") else { return nil }
      let set = String(rest[..<slash])
      let place = rest[rest.index(after: slash)...]
      guard let border = place.firstRange(of: " in ") else {
        self = .data(set: set, file: String(place), folders: nil)
        return
      }
      self = .data(
        set: set, file: String(place[..<border.lowerBound]),
        folders: place[border.upperBound...].split(separator: ":").map(String.init))
    default: return nil
    }
  }
}
