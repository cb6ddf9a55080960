import Foundation

/// Where a front end awaits its kernel, as the file says that it names when it starts one.
///
/// - SeeAlso: Project Jupyter, *Making kernels for Jupyter*, "Connection files".
package struct ConnectionFile: Hashable, Sendable, Decodable {
  package var transport: String
  package var ip: String
  package var shellPort: Int
  package var controlPort: Int
  package var stdinPort: Int
  package var iopubPort: Int
  package var heartbeatPort: Int
  /// Messages are signed with it, unless it is empty.
  package var key: String
  package var signatureScheme: String

  private enum CodingKeys: String, CodingKey {
    case transport, ip, key
    case shellPort = "shell_port"
    case controlPort = "control_port"
    case stdinPort = "stdin_port"
    case iopubPort = "iopub_port"
    case heartbeatPort = "hb_port"
    case signatureScheme = "signature_scheme"
  }

  /// What is wrong with such a file.
  package enum Mistake: Error, Hashable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case unknownScheme(path: String, scheme: String)
    case unknownTransport(path: String, transport: String)

    package var description: String {
      switch self {
      case .unreadable(let path, let reason):
        "'\(path)' is no connection file of Jupyter's: \(reason). Jupyter writes one and names it when it "
          + "starts a kernel; run 'convolume kernel install', then choose the kernel in Jupyter."
      case .unknownScheme(let path, let scheme):
        "'\(path)': messages are to be signed by '\(scheme)'; this kernel signs by hmac-sha256, "
          + "Jupyter's default. Remove 'Session.signature_scheme' from Jupyter's configuration."
      case .unknownTransport(let path, let transport):
        "'\(path)': the transport '\(transport)' is none that this kernel has; it has tcp and ipc."
      }
    }
  }

  /// Reads the file at `path`.
  ///
  /// - Throws: `Mistake`.
  package static func read(_ path: String) throws(Mistake) -> ConnectionFile {
    let file: ConnectionFile
    do {
      file = try JSONDecoder().decode(
        ConnectionFile.self, from: try Data(contentsOf: URL(filePath: path)))
    } catch let error as DecodingError {
      throw .unreadable(path: path, reason: error.reason)
    } catch {
      throw .unreadable(path: path, reason: "it cannot be read")
    }
    guard file.key.isEmpty || file.signatureScheme == "hmac-sha256" else {
      throw .unknownScheme(path: path, scheme: file.signatureScheme)
    }
    guard ["tcp", "ipc"].contains(file.transport) else {
      throw .unknownTransport(path: path, transport: file.transport)
    }
    return file
  }

  /// The address of a port, as ZeroMQ has it.
  package func address(_ port: Int) -> String {
    transport == "ipc" ? "ipc://\(ip)-\(port)" : "\(transport)://\(ip):\(port)"
  }
}

extension DecodingError {
  fileprivate var reason: String {
    switch self {
    case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "'\(context.codingPath.last?.stringValue ?? "it")' is of another type"
    default: "it is no JSON"
    }
  }
}
