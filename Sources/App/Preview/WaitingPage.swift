import Reports

/// What a reader sees who comes before the first pages are made.
enum WaitingPage {
  static let path = "preview/waiting.html"

  static let file = RenderedFile(
    path: path,
    bytes: Array(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>Convolume</title>
      <script src="/\(PreviewPage.scriptPath)" defer></script>
      </head>
      <body>
      <main><article><p>The pages are being made.</p></article></main>
      </body>
      </html>
      """.utf8))
}
