import Foundation
import JupyterKernel
import TestSupport
import Testing

@Suite struct ConnectionFileTests {
  private func mistake(_ text: String) throws -> String {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "kernel.json").path
    try Data(text.utf8).write(to: URL(filePath: path))
    do {
      _ = try ConnectionFile.read(path)
      return "none"
    } catch {
      return error.description.replacing(path, with: "FILE")
    }
  }

  private func text(transport: String = "tcp", key: String = "k", scheme: String = "hmac-sha256")
    -> String
  {
    """
    {"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5,
     "ip": "127.0.0.1", "key": "\(key)", "transport": "\(transport)",
     "signature_scheme": "\(scheme)", "kernel_name": "convolume"}
    """
  }

  @Test func `reads Jupyter's file, whose addresses are ZeroMQ's`() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "kernel.json").path
    try Data(text().utf8).write(to: URL(filePath: path))
    let file = try ConnectionFile.read(path)
    #expect(file.address(file.shellPort) == "tcp://127.0.0.1:1")
    #expect(file.address(file.heartbeatPort) == "tcp://127.0.0.1:5")
    #expect(file.key == "k")
    var pipes = file
    (pipes.transport, pipes.ip) = ("ipc", "/tmp/kernel")
    #expect(pipes.address(2) == "ipc:///tmp/kernel-2")
  }

  @Test func `says what is wrong with a file, and what to do`() throws {
    let advice =
      " Jupyter writes one and names it when it starts a kernel; run 'convolume kernel install', "
      + "then choose the kernel in Jupyter."
    #expect(
      try mistake("{}")
        == "'FILE' is no connection file of Jupyter's: 'transport' is missing.\(advice)")
    #expect(
      try mistake("no") == "'FILE' is no connection file of Jupyter's: it is no JSON.\(advice)")
    #expect(
      try mistake(text(scheme: "hmac-md5"))
        == "'FILE': messages are to be signed by 'hmac-md5'; this kernel signs by hmac-sha256, Jupyter's "
        + "default. Remove 'Session.signature_scheme' from Jupyter's configuration.")
    #expect(
      try mistake(text(transport: "udp"))
        == "'FILE': the transport 'udp' is none that this kernel has; it has tcp and ipc.")
  }

  @Test func `needs no scheme where nothing is signed`() throws {
    #expect(try mistake(text(key: "", scheme: "")) == "none")
  }
}
