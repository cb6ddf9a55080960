/// Where something lies in the memory of the card.
package struct DeviceAddress: Hashable, Sendable {
  package var rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The address that lies a number of bytes behind `address`.
  package static func + (address: DeviceAddress, bytes: Int) -> DeviceAddress {
    DeviceAddress(rawValue: UInt64(Int64(bitPattern: address.rawValue) + Int64(bytes)))
  }
}

extension DeviceAddress: CustomStringConvertible {
  package var description: String { "0x" + String(rawValue, radix: 16) }
}
