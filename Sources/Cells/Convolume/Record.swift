import CellOutputs

/// Keeps a result by name: in `output/results/<chapter>.json`, and open to inline expressions.
///
/// ```swift
/// record("test accuracy", 0.9891)
/// record("parameters", 61_706, unit: "weights")
/// ```
public func record(_ name: String, _ value: Double, unit: String? = nil) {
  Session.record(RecordedValue(name: name, content: .number(value), unit: unit))
}

public func record(_ name: String, _ value: Float, unit: String? = nil) {
  // Through its shortest text: 0.1 stays 0.1 and does not become 0.10000000149.
  record(name, Double(value.description) ?? Double(value), unit: unit)
}

public func record(_ name: String, _ value: Int, unit: String? = nil) {
  Session.record(RecordedValue(name: name, content: .integer(value), unit: unit))
}

public func record(_ name: String, _ value: String, unit: String? = nil) {
  Session.record(RecordedValue(name: name, content: .text(value), unit: unit))
}

public func record(_ name: String, _ values: [Double], unit: String? = nil) {
  Session.record(RecordedValue(name: name, content: .numbers(values), unit: unit))
}

public func record(_ name: String, _ values: [Float], unit: String? = nil) {
  record(name, values.map { Double($0.description) ?? Double($0) }, unit: unit)
}
