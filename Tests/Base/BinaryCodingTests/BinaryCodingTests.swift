import BinaryCoding
import Testing

@Suite struct BinaryCodingTests {
  private enum Shape: Codable, Hashable {
    case point
    case circle(Int, name: String)
    case samples([Float])
  }

  private enum Word: String, Codable, Hashable { case one, two }

  private struct Everything: Codable, Hashable {
    var number = -0.1
    var numbers = [1, -Double.infinity, .leastNonzeroMagnitude]
    var rows: [[Float]] = [[1], [], [2, 3]]
    var bytes: [UInt8] = [0, 255]
    var text = "ä\u{1F600}"
    var none: String?
    var some: String? = ""
    var shapes: [Shape] = [.point, .circle(3, name: "c"), .samples([1.5])]
    var names = ["b": 1, "a": 2]
    var numbered = [7: "seven"]
    var flags = [true, false]
    var gaps = [1, nil, 3]
    var word = Word.two
    var large = UInt64.max
    var small = Int8.min
  }

  @Test func `a value comes back as it was`() throws {
    let value = Everything()
    #expect(try BinaryCoding.decode(Everything.self, from: BinaryCoding.encode(value)) == value)
    let odd = [Float.nan, -0.0, .infinity]
    let back = try BinaryCoding.decode([Float].self, from: BinaryCoding.encode(odd))
    #expect(back.map(\.bitPattern) == odd.map(\.bitPattern))
  }

  @Test func `an array of numbers takes their bytes and little more`() throws {
    let numbers = (0..<10_000).map { Double($0) / 3 }
    #expect(try BinaryCoding.encode(numbers).count < 10_000 * 8 + 8)
  }

  @Test func `equal values make equal bytes, in whatever order their parts came`() throws {
    var names: [String: Int] = [:]
    for index in 0..<100 { names["name \(index)"] = index }
    var others: [String: Int] = [:]
    for index in (0..<100).reversed() { others["name \(index)"] = index }
    #expect(try BinaryCoding.encode(names) == BinaryCoding.encode(others))
    #expect(try BinaryCoding.encode(["ab", "c"]) != BinaryCoding.encode(["a", "bc"]))
    #expect(try BinaryCoding.encode([[1], []]) != BinaryCoding.encode([[], [1]]))
  }

  @Test func `bytes are those that earlier programs wrote`() throws {
    struct Parts: Encodable {
      var b = [1, 2] as [UInt16]
      var a: Int8? = nil
      var c = [true]
      var d = ["x": "y"]

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(b, forKey: .b)
        try container.encode(a, forKey: .a)
        try container.encode(c, forKey: .c)
        try container.encode(d, forKey: .d)
      }

      enum Keys: CodingKey { case a, b, c, d }
    }
    let expected: [[UInt8]] = [
      [2, 4],
      [1, 97, 0],
      [1, 98, 1, 4, 1, 0, 2, 0],
      [1, 99, 3, 1, 1, 1, 1],
      [1, 100, 2, 1, 1, 120, 1, 1, 121],
    ]
    #expect(try BinaryCoding.encode(Parts()) == Array(expected.joined()))
    #expect(try BinaryCoding.encode(Word.two) == [1, 3, 116, 119, 111])
    #expect(try BinaryCoding.encode(String(repeating: "a", count: 200)).prefix(3) == [1, 200, 1])
    #expect(try BinaryCoding.encode(Int?.none) == [0])
  }

  @Test func `each of many names leads to its value`() throws {
    let names = Dictionary(uniqueKeysWithValues: (0..<500).map { ("ä \($0 % 7) \($0)", $0) })
    #expect(try BinaryCoding.decode([String: Int].self, from: BinaryCoding.encode(names)) == names)
    struct One: Decodable { var missing: Int? }
    let one = try BinaryCoding.decode(One.self, from: BinaryCoding.encode(names))
    #expect(one.missing == nil)
  }

  @Test func `damaged bytes are an error or another value, never a crash`() throws {
    let bytes = try BinaryCoding.encode(Everything())
    for count in bytes.indices {
      #expect(throws: DecodingError.self) {
        try BinaryCoding.decode(Everything.self, from: Array(bytes[..<count]))
      }
    }
    for place in bytes.indices {
      for damage in [0, 1, 2, 3, 0x7F, 0x80, 0xFF] as [UInt8] {
        var damaged = bytes
        damaged[place] = damage
        do {
          _ = try BinaryCoding.decode(Everything.self, from: damaged)
        } catch is DecodingError {
          // As it should be; and what can still be read is a value.
        }
      }
    }
    #expect(throws: DecodingError.self) {
      try BinaryCoding.decode(Everything.self, from: bytes + [0])
    }
    let deep = [UInt8](repeating: 3, count: 1) + [1]
    #expect(throws: DecodingError.self) {
      try BinaryCoding.decode(
        [Int?].self, from: Array((0..<100_000).map { _ in deep }.joined()))
    }
  }
}
