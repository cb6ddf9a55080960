/// What values a setting takes, as far as its reader tells when it is asked.
///
/// A reader names a form whenever it looks at a value. So what is known of a setting's values is always what
/// its reader does, and no list beside it can grow stale.
struct SettingForm: Hashable, Sendable {
  enum Value: Hashable, Sendable {
    /// Any scalar.
    case text
    /// One text, or a list of them.
    case texts
    case flag
    case integer(ClosedRange<Int>)
    /// A number above zero.
    case number
    /// Words, some of which may be written as `true` or `false`.
    case choice([String])
    /// Settings of its own.
    case group
  }

  /// The forms that the reader looks for.
  var values: Set<Value> = []
  /// What a message calls the values: "a width in inches".
  var expected: [String] = []
  /// Whether there are values that only these words describe.
  var isOpen = false
}

extension SettingForm {
  /// Takes notes of one reader.
  final class Notes {
    private(set) var form = SettingForm()

    func note(_ value: Value) { form.values.insert(value) }

    func note(expected: String, isTyped: Bool) {
      if !isTyped { form.isOpen = true }
      if !form.expected.contains(expected) { form.expected.append(expected) }
    }
  }
}

extension SettingTable {
  /// The form of each name, found by giving its reader nothing: no scalar, an empty list, an empty group.
  ///
  /// - Parameter target: What the readers change; it is thrown away.
  /// - Returns: The forms by name.
  func forms(for target: Target) -> [String: SettingForm] {
    Dictionary(
      uniqueKeysWithValues: names.map { name in
        let notes = SettingForm.Notes()
        for setting in Setting.empty(name, notes) {
          var target = target
          apply(setting, to: &target)
        }
        return (name, notes.form)
      })
  }
}
