import FlyingFox
import Foundation

/// Decides whom the preview answers: one reader's browser on this machine, and none of the pages of other
/// sites that are open in it.
///
/// A name that leads here although it is somebody else's (DNS rebinding) shows in `Host`; a page of another
/// site that asks on its own shows in `Origin`, or in `Sec-Fetch-Site` where it embeds what is here.
package struct RequestGate {
  /// On which the server listens.
  package let port: UInt16

  package init(port: UInt16) { self.port = port }

  package enum Refusal: Equatable {
    case method
    case host
    case origin

    private static let allowing: HTTPHeaders = [HTTPHeader("Allow"): "GET, HEAD"]

    var response: HTTPResponse {
      switch self {
      case .method:
        HTTPResponse(
          statusCode: .methodNotAllowed, headers: Self.allowing,
          body: Data("The preview answers GET and HEAD only.\n".utf8))
      case .host:
        HTTPResponse(
          statusCode: .forbidden,
          body: Data("The preview answers requests to 127.0.0.1 and localhost only.\n".utf8))
      case .origin:
        HTTPResponse(
          statusCode: .forbidden,
          body: Data("The preview does not answer pages of other sites.\n".utf8))
      }
    }
  }

  /// Returns why a request is refused; `nil` when it is to be answered.
  package func refusal(
    method: String, host: String?, origin: String?, site: String?, mode: String?
  ) -> Refusal? {
    guard method == "GET" || method == "HEAD" else { return .method }
    guard let host, names.contains(host.lowercased()) else { return .host }
    if let origin, origin.lowercased() != "http://\(host.lowercased())" { return .origin }
    // A reader may come here by a link from anywhere.
    let isForeign = site.map { $0 != "same-origin" && $0 != "none" } ?? false
    return isForeign && mode != "navigate" ? .origin : nil
  }

  package func refusal(of request: HTTPRequest) -> Refusal? {
    refusal(
      method: request.method.rawValue, host: request.headers[.host],
      origin: request.headers[HTTPHeader("Origin")],
      site: request.headers[HTTPHeader("Sec-Fetch-Site")],
      mode: request.headers[HTTPHeader("Sec-Fetch-Mode")])
  }

  private var names: Set<String> {
    let hosts = ["127.0.0.1", "localhost"]
    return Set(hosts.map { "\($0):\(port)" } + (port == 80 ? hosts : []))
  }
}
