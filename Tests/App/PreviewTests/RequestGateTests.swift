import Preview
import Testing

@Suite struct RequestGateTests {
  private let gate = RequestGate(port: 4711)

  private func refusal(
    _ method: String = "GET", host: String? = "127.0.0.1:4711", origin: String? = nil,
    site: String? = nil, mode: String? = nil
  ) -> RequestGate.Refusal? {
    gate.refusal(method: method, host: host, origin: origin, site: site, mode: mode)
  }

  @Test(arguments: ["127.0.0.1:4711", "localhost:4711", "LocalHost:4711"])
  func `the reader's own names are let in`(host: String) {
    #expect(refusal(host: host) == nil)
    #expect(refusal(host: host, origin: "http://\(host)") == nil)
  }

  @Test(arguments: [
    nil, "", "example.org", "example.org:4711", "127.0.0.1", "127.0.0.1:4712",
    "127.0.0.1:4711.example.org",
    "localhost.example.org:4711", "[::1]:4711", "0.0.0.0:4711", "127.0.0.1:4711 example.org",
  ])
  func `any other host is refused`(host: String?) {
    #expect(refusal(host: host) == .host)
  }

  @Test(arguments: [
    "http://example.org", "null", "", "https://127.0.0.1:4711", "http://127.0.0.1:4712",
    "http://localhost:4711", "http://127.0.0.1:4711.example.org",
  ])
  func `any other origin is refused`(origin: String) {
    #expect(refusal(origin: origin) == .origin)
  }

  @Test func `what another site embeds is refused, and a link from there is not`() {
    #expect(refusal(site: "cross-site", mode: "no-cors") == .origin)
    #expect(refusal(site: "same-site", mode: "cors") == .origin)
    #expect(refusal(site: "cross-site") == .origin)
    #expect(refusal(site: "cross-site", mode: "navigate") == nil)
    #expect(refusal(site: "same-origin", mode: "cors") == nil)
    #expect(refusal(site: "none", mode: "navigate") == nil)
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PATCH", "get", ""])
  func `methods that could change something are refused`(method: String) {
    #expect(refusal(method) == .method)
    #expect(refusal("HEAD") == nil)
  }
}
