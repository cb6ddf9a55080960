extension RecordedValue.Content {
  /// A value as files for readers hold it: a JSON number, a text, or a list of numbers.
  ///
  /// JSON has no infinity and no NaN, which diverging losses need: they become the texts `"inf"`, `"-inf"`
  /// and `"nan"`, and such texts are read as numbers.
  package struct JSON: Codable {
    package var content: RecordedValue.Content

    package init(_ content: RecordedValue.Content) { self.content = content }

    package init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      // JSON has one kind of number: 3.0 is read as 3, which is the same value.
      if let integer = try? value.decode(Int.self) {
        content = .integer(integer)
      } else if let number = try? value.decode(Number.self) {
        content = .number(number.value)
      } else if let numbers = try? value.decode([Number].self) {
        content = .numbers(numbers.map(\.value))
      } else {
        content = .text(try value.decode(String.self))
      }
    }

    package func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      switch content {
      case .integer(let integer): try value.encode(integer)
      case .number(let number): try value.encode(Number(value: number))
      case .numbers(let numbers): try value.encode(numbers.map(Number.init))
      case .text(let text): try value.encode(text)
      }
    }
  }

  /// A number, or the name of one that JSON does not have.
  private struct Number: Codable {
    var value: Double

    init(value: Double) { self.value = value }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      guard let name = try? container.decode(String.self) else {
        value = try container.decode(Double.self)
        return
      }
      guard let number = Double(name), !number.isFinite, "\(number)" == name else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "expected a number, got the text \"\(name)\"")
      }
      value = number
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      if value.isFinite { try container.encode(value) } else { try container.encode("\(value)") }
    }
  }
}
