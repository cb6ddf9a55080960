/// What each name in a group of settings does.
///
/// A name is accepted only by having its reader here, so that none can be accepted and forgotten. Names
/// that Quarto gives a meaning which handouts cannot have are refused with the reason: an ignored
/// setting is a mistake that nobody sees.
struct SettingTable<Target>: Sendable {
  typealias Reader = @Sendable (Setting, inout Target) -> Void

  /// Why a name is refused, and what to write in its place.
  struct Refusal: Sendable {
    var why: String
    var fix: String
  }

  /// What messages call a member of the group, such as `option`.
  let kind: String
  private var readers: [String: Reader] = [:]
  private var refusals: [String: Refusal] = [:]

  init(kind: String, _ fill: (inout Self) -> Void) {
    self.kind = kind
    fill(&self)
  }

  /// The names that have an effect.
  var names: Set<String> { Set(readers.keys) }

  /// Takes over `setting`, or tells that it has no effect.
  ///
  /// - Parameters:
  ///   - setting: A name with its value.
  ///   - target: What it changes.
  ///   - others: Further names that stand beside those of the table, to propose for an unknown one.
  func apply(_ setting: Setting, to target: inout Target, besides others: Set<String> = []) {
    if let read = readers[setting.name] { return read(setting, &target) }
    guard let refusal = refusals[setting.name] else {
      return setting.findings.unknown(
        kind, setting.name, at: setting.namePosition, known: names.union(others).sorted())
    }
    setting.findings.warning(
      at: setting.namePosition, length: setting.name.count,
      "\(kind) '\(setting.name)' has no effect", why: refusal.why, fix: refusal.fix)
  }

  // MARK: Filling

  /// Accepts `name`, which `read` takes over.
  mutating func add(_ name: String, _ read: @escaping Reader) { readers[name] = read }

  /// Accepts `name`; a value that `read` cannot take leaves what was there.
  mutating func add<Value>(
    _ name: String, _ path: WritableKeyPath<Target, Value> & Sendable,
    _ read: @escaping @Sendable (Setting) -> Value?
  ) {
    add(name) { setting, target in
      if let value = read(setting) { target[keyPath: path] = value }
    }
  }

  /// Accepts `name` for what may be left unsaid.
  mutating func addOptional<Value>(
    _ name: String, _ path: WritableKeyPath<Target, Value?> & Sendable,
    _ read: @escaping @Sendable (Setting) -> Value?
  ) {
    add(name) { setting, target in
      if let value = read(setting) { target[keyPath: path] = value }
    }
  }

  /// Accepts `name` for the one value that is always so; any other has no effect, which is reported.
  mutating func always(_ name: String, _ value: String, why: String) {
    let kind = kind
    add(name) { setting, _ in
      guard setting.node.scalar?.string != value else { return }
      setting.findings.warning(
        at: setting.position, length: max(1, setting.node.scalar?.string.count ?? 1),
        "\(kind) '\(name)' is always \(value)", why: why, fix: "remove the line")
    }
  }

  /// Refuses names that mean nothing here.
  mutating func refuse(_ names: String..., why: String, fix: String = "remove the line") {
    for name in names { refusals[name] = Refusal(why: why, fix: fix) }
  }
}
