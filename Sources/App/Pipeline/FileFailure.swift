import Foundation

extension Error {
  /// What the system says went wrong with a file, without the name of the file: "permission denied".
  var fileReason: String {
    guard let code = ((self as? CocoaError)?.underlying as? POSIXError)?.code else {
      return localizedDescription
    }
    return systemReason(of: code.rawValue)
  }
}

/// Why a picture of a chapter cannot be read; whoever asked for it knows which.
struct UnreadableResource: Error, CustomStringConvertible {
  var description: String
}

/// The system's own words for an error number, as part of a sentence.
func systemReason(of number: Int32) -> String {
  if number == EEXIST { return "a file is in the way" }
  let text = String(cString: strerror(number))
  return text.prefix(1).lowercased() + text.dropFirst()
}
