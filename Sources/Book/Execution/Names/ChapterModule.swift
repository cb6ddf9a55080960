/// What the names of a chapter's files mean in the module that the files make up together.
///
/// - SeeAlso: `NameReplacements`, for what is done about names with more than one meaning.
struct ChapterModule {
  private let files: [CellNames]
  /// Names that private members of two classes share: none of these overrides the other.
  let sharedPrivateNames: Set<String>

  init(_ files: [CellNames]) {
    self.files = files
    let counts = files.reduce(into: [:]) { $0.merge($1.privateMembers, uniquingKeysWith: +) }
    sharedPrivateNames = Set(counts.filter { $0.value > 1 }.keys)
  }

  /// Finds what the file `file` must write otherwise.
  ///
  /// - Parameters:
  ///   - file: One of `set`.
  ///   - set: The places of the files that are compiled together, in rising order; the last one is
  ///     what is compiled, the others are read for their declarations.
  /// - Returns: The names, and what stands for them.
  func replacements(in file: Int, of set: [Int]) -> NameReplacements {
    var replacements = NameReplacements()
    let names = files[file]
    let later = set.filter { $0 > file }
    replacements.members = names.extendedMembers.filter { member in
      later.contains {
        files[$0].extendedMembers.contains(member) && means(member.firstName, in: file, and: $0)
      }
    }
    for other in files[...file].indices {
      for path in files[other].nestedTypes where means(path.firstName, in: other, and: file) {
        let owner = nestedOwner(of: path, in: file)
        replacements.nested[path] = .some(owner.map { "\($0).\(path.lastName)" })
        if names.extendedTypes.contains(path) { replacements.enclosed[path] = owner }
      }
    }
    for name in names.read.union(names.changed).union(names.defined.keys) {
      if names.defined[name]?.isType == true, let owner = owner(of: name, definedIn: file) {
        replacements.enclosed[name] = owner
      }
      guard let meaning = meaning(of: name, in: file) else { continue }
      if files[meaning].tasks.contains(name) {
        replacements.tasks[name] = "\(name)_task_\(generation(of: name, in: meaning))"
        continue
      }
      if files[meaning].defined[name]?.isType == true {
        if let owner = owner(of: name, definedIn: meaning) {
          replacements.types[name] = "\(owner).\(name)"
        }
      } else if let written = movedValue(name, definedIn: meaning) {
        replacements.values[name] = written
      } else if set.contains(meaning), isHidden(name, definedIn: meaning, of: set) {
        replacements.values[name] = hiddenName(name, definedIn: meaning)
      }
      guard meaning == file, let own = names.signatures[name] else { continue }
      let replaced = own.intersection(later.flatMap { files[$0].signatures[name] ?? [] })
      if !replaced.isEmpty { replacements.overloads[name] = replaced }
    }
    return replacements
  }

  /// A name that a file reads with its meaning from above before it gives it a new one.
  struct EarlierRead: Hashable {
    var name: String
    /// The constant through which the file reaches the value.
    var constant: String
    /// Whether the file changes it too.
    var isChanged: Bool
    /// How files that see both meanings write the old one.
    var replaced: String
  }

  /// What `file` reads in this way; a type above keeps its name, so it is none of it.
  func earlierReads(of file: Int) -> [EarlierRead] {
    files[file].readsEarlier.sorted().compactMap { name in
      guard let above = files[..<file].lastIndex(where: { $0.defined[name] != nil }),
        files[above].defined[name]?.isType == false
      else { return nil }
      return EarlierRead(
        name: name, constant: "\(name)_before_\(generation(of: name, in: file))",
        isChanged: files[above].defined[name] == .var && files[file].changed.contains(name),
        replaced: hiddenName(name, definedIn: above))
    }
  }

  /// The file that defines what `name` means in `file`.
  private func meaning(of name: String, in file: Int) -> Int? {
    files[...file].lastIndex { $0.defined[name] != nil }
  }

  /// Whether a later file of `set` gives the name a new meaning.
  private func isHidden(_ name: String, definedIn file: Int, of set: [Int]) -> Bool {
    set.contains { later in
      guard later > file, files[later].hides(name, of: files[file]) else { return false }
      // A type that takes the place of something else is moved out of the way itself.
      return owner(of: name, definedIn: later) == nil
    }
  }

  /// How a value is written whose name a type of a cell above has: that one keeps it.
  private func movedValue(_ name: String, definedIn file: Int) -> String? {
    let isTaken = files[..<file].contains { $0.defined[name]?.isType == true }
    return isTaken ? "\(name)_value_\(generation(of: name, in: file))" : nil
  }

  private func hiddenName(_ name: String, definedIn file: Int) -> String {
    movedValue(name, definedIn: file)
      ?? "\(name.asWord)_replaced_\(generation(of: name, in: file))"
  }

  /// The `enum` that holds a type whose name a cell above has given to another type already.
  ///
  /// Swift tells types apart by their names, so two of one module must not share one.
  private func owner(of name: String, definedIn file: Int) -> String? {
    guard files[file].defined[name]?.isType == true else { return nil }
    let generation = generation(of: name, in: file)
    return generation == 0 ? nil : "\(name)_\(generation + 1)"
  }

  /// The same for a type that an extension adds, as `file` knows it.
  private func nestedOwner(of path: String, in file: Int) -> String? {
    let definers = files[...file].indices.filter {
      files[$0].extendedTypes.contains(path) && means(path.firstName, in: $0, and: file)
    }
    return definers.count < 2 ? nil : "\(path.lastName)_\(definers.count)"
  }

  /// Whether a name means the same in two files, defined in the chapter or not.
  private func means(_ name: String, in file: Int, and other: Int) -> Bool {
    meaning(of: name, in: file) == meaning(of: name, in: other)
  }

  /// How types that were moved out of the way print, and how they should.
  var movedTypes: [String: String] {
    var names: [String: String] = [:]
    for (file, cell) in files.enumerated() {
      for name in cell.defined.keys {
        if let owner = owner(of: name, definedIn: file) { names["\(owner).\(name)"] = name }
      }
      for path in cell.extendedTypes {
        let name = String(path.lastName)
        if let owner = nestedOwner(of: path, in: file) { names["\(owner).\(name)"] = name }
      }
    }
    return names
  }

  /// How many cells above define the name.
  private func generation(of name: String, in file: Int) -> Int {
    files[..<file].count { $0.defined[name] != nil }
  }
}

extension ChapterModule.EarlierRead {
  /// Declares the constant, where `name` is how the value is reached.
  func declaration(of name: String) -> String {
    let setter = isChanged ? ", set: { \(name) = $0 }" : ""
    return "let \(constant) = Convolume.EarlierValue(get: { \(name) }\(setter))"
  }
}

extension String {
  /// The first name of `Box.Item`, or of a member's, such as `Box<Int>.item(…)`.
  fileprivate var firstName: String {
    String(prefix { $0.isLetter || $0.isNumber || $0 == "_" })
  }

  fileprivate var lastName: Substring { split(separator: ".").last ?? self[...] }
}
