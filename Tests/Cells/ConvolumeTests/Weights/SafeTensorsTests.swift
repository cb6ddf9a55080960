import Convolume
import Foundation
import Tensors
import Testing

/// What stands in a file is made by hand, as the format's page describes it.
@Suite struct SafeTensorsTests {
  private func file(_ header: String, data: Int = 0, claiming length: UInt64? = nil) -> Data {
    let length = length ?? UInt64(header.utf8.count)
    return withUnsafeBytes(of: length.littleEndian) { Data($0) } + Data(header.utf8)
      + Data(count: data)
  }

  private func entry(_ shape: String, _ offsets: String, type: String = "F32") -> String {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  /// The message with which a file is refused.
  private func refusal(_ bytes: Data) -> String {
    do {
      _ = try SafeTensors(bytes)
      return "no error"
    } catch {
      return WeightsError(file: "w", problem: error).description
        .replacing(
          " The file is damaged, or not a safetensors file; save or copy it again.", with: "")
    }
  }

  @Test func `reads tensors, whatever else the header says`() throws {
    let header =
      #"{"__metadata__":{"format":"pt"},"n":\#(entry("[]", "[8,16]", type: "I64")),"#
      + #""a":\#(entry("[1, 2]", "[0,8]")),"none":\#(entry("[0,3]", "[8,8]"))}  "#
    var bytes = file(header, data: 16)
    bytes[bytes.count - 9] = 0x40  // the last byte of a's second number: 2
    let found = try SafeTensors(bytes)
    #expect(Set(found.entries.keys) == ["n", "a", "none"])
    #expect(found.tensor("a") == Tensor([0, 2], shape: [1, 2]))
    #expect(found.tensor("none") == Tensor(zeros: [0, 3]))
    #expect(found.tensor("n") == nil)
    #expect(try SafeTensors(file("{}")).entries.isEmpty)
  }

  @Test func `writes names that need escapes, sorted by their bytes`() throws {
    let bytes = try SafeTensors.bytes(of: [("é/\"", Tensor([1])), ("Z", Tensor([2, 3]))])
    let header =
      #"{"Z":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
      + #""é/\"":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#
    #expect(bytes.dropFirst(8).starts(with: Data(header.utf8)))
    #expect(bytes.count % 8 == 4)
    #expect(try SafeTensors(bytes).tensor("é/\"") == Tensor([1]))
  }

  @Test func `refuses a file that is cut short, wherever`() throws {
    #expect(
      refusal(Data([1, 2, 3]))
        == "w, byte 0: expected the 8 bytes of the header's length, found 3.")
    #expect(
      refusal(file("{}", claiming: 900))
        == "w, byte 0: the header claims 900 bytes, but 2 follow.")
    let whole = try SafeTensors.bytes(of: [("a", Tensor([1, 2])), ("b", Tensor([3]))])
    for length in whole.indices { #expect(refusal(whole[..<length]) != "no error", "\(length)") }
    #expect(
      refusal(whole.dropLast())
        == "w, tensor 'b': expected a first and a last place in 0...11, found [8, 12].")
    #expect(refusal(whole + [0]) == "w: bytes 12 to 13 of the data belong to no tensor.")
  }

  @Test func `refuses headers too long to be meant`() {
    for length in [100_000_001, UInt64(Int64.max), UInt64.max] {
      #expect(
        refusal(file("{}", claiming: length))
          == "w, byte 0: the header claims \(length) bytes; at most 100000000 are read.")
    }
  }

  @Test func `refuses what is not a table of tensors in JSON`() {
    let start = "w, byte 8: the header is not a table of tensors: "
    #expect(refusal(file("")) == start + "it does not begin with '{' as JSON in UTF-8.")
    #expect(refusal(file("[1]")) == start + "it does not begin with '{' as JSON in UTF-8.")
    #expect(refusal(file("{\0}\0")) == start + "it does not begin with '{' as JSON in UTF-8.")
    #expect(refusal(file("{\"a\"")) == start + "it is not JSON, or a number is too large.")
    #expect(
      refusal(file(String(repeating: #"{"a":"#, count: 100_000)))
        == start + "it is not JSON, or a number is too large.")
    #expect(refusal(file(#"{"a":3}"#)) == start + "in 'a', a value is of another kind.")
    #expect(
      refusal(file(#"{"a":{"dtype":"F32","shape":[]}}"#))
        == start + "in 'a', it has no 'data_offsets'.")
    #expect(
      refusal(file(#"{"a":\#(entry("[1.5]", "[0,4]"))}"#, data: 4)).hasPrefix(start))
    #expect(
      refusal(file(#"{"a":\#(entry("[99999999999999999999]", "[0,4]"))}"#, data: 4))
        .hasPrefix(start))
    #expect(refusal(file(#"{"__metadata__":{"a":1}}"#)).hasPrefix(start + "in '__metadata__', "))
  }

  @Test func `refuses a name that appears twice`() {
    let one = entry("[1]", "[0,4]")
    let message = "w, tensor 'a': the name appears twice. Save the weights under different names."
    #expect(refusal(file(#"{"a":\#(one),"a":\#(one)}"#, data: 4)) == message)
    #expect(refusal(file(#"{"a":\#(one),"\u0061":\#(one)}"#, data: 4)) == message)
  }

  @Test func `refuses types, shapes and places that cannot be`() {
    #expect(
      refusal(file(#"{"a":\#(entry("[1]", "[0,4]", type: "F31"))}"#, data: 4))
        == "w, tensor 'a': expected a type such as F32, found 'F31'. Save float32 numbers: "
        + "model.float() in PyTorch makes them.")
    #expect(
      refusal(file(#"{"a":\#(entry("[-1]", "[0,4]"))}"#, data: 4))
        == "w, tensor 'a': no memory holds the shape [-1].")
    #expect(
      refusal(file(#"{"a":\#(entry("[4294967296,4294967296]", "[0,0]"))}"#))
        == "w, tensor 'a': no memory holds the shape [4294967296, 4294967296].")
    for offsets in ["[-4, 0]", "[4, 0]", "[0, 5]", "[0, 9223372036854775807]", "[0]", "[]"] {
      #expect(
        refusal(file(#"{"a":\#(entry("[1]", offsets))}"#, data: 4))
          == "w, tensor 'a': expected a first and a last place in 0...4, found \(offsets).")
    }
    #expect(
      refusal(file(#"{"a":\#(entry("[2,2]", "[0,4]"))}"#, data: 4))
        == "w, tensor 'a': the shape [2, 2] of F32 needs 16 bytes, found 4.")
  }

  @Test func `refuses tensors that overlap, and bytes that none of them owns`() {
    func two(_ first: String, _ second: String) -> Data {
      file(#"{"a":\#(entry("[2]", first)),"b":\#(entry("[1]", second))}"#, data: 16)
    }
    #expect(
      refusal(two("[0,8]", "[4,8]"))
        == "w, tensor 'b': begins at byte 4 of the data, but the tensor before it ends at 8.")
    #expect(refusal(two("[0,8]", "[12,16]")) == "w: bytes 8 to 12 of the data belong to no tensor.")
    #expect(refusal(two("[4,12]", "[12,16]")) == "w: bytes 0 to 4 of the data belong to no tensor.")
  }

  @Test func `no damaged byte of a header does harm`() throws {
    let whole = try SafeTensors.bytes(of: [
      ("0.weight", Tensor(zeros: [2, 3])), ("0.bias", Tensor(zeros: [2])),
    ])
    for place in 0..<(whole.count - 4 * 8) {
      for byte in [0, 0x22, 0x2D, 0x39, 0x5C, 0x7B, 0x7D, 0xFF] as [UInt8] {
        var damaged = whole
        damaged[place] = byte
        guard let found = try? SafeTensors(damaged) else { continue }
        for name in found.entries.keys { _ = found.tensor(name) }
      }
    }
  }
}
