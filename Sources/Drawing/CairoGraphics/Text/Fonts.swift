import CPangoCairo
import DrawingThreads

/// The fonts that are installed on this machine.
@DrawingActor
package enum Fonts {
  /// Returns the names of all font families, sorted.
  package static func installedFamilies() -> [String] {
    var families: UnsafeMutablePointer<UnsafeMutablePointer<PangoFontFamily>?>?
    var count: Int32 = 0
    pango_font_map_list_families(FontContext.shared.fontMap, &families, &count)
    defer { g_free(families) }
    return UnsafeBufferPointer(start: families, count: Int(count)).compactMap { family in
      pango_font_family_get_name(family).map { String(cString: $0) }
    }.sorted()
  }

  /// Returns the files that decide which font is used for which text: those of all fonts, and
  /// fontconfig's own files; with their folders, in which others may be put.
  package static func sources() -> [String] {
    var sources: Set<String> = []
    func paths(_ list: OpaquePointer?) -> [String] {
      guard let list else { return [] }
      defer { FcStrListDone(list) }
      var paths: [String] = []
      while let name = FcStrListNext(list) { paths.append(String(cString: name)) }
      return paths
    }
    let settings = paths(FcConfigGetConfigFiles(nil))
    sources.formUnion(settings)
    sources.formUnion(settings.map { String($0[..<($0.lastIndex(of: "/") ?? $0.endIndex)]) })
    sources.formUnion(paths(FcConfigGetFontDirs(nil)))
    sources.formUnion(paths(FcConfigGetConfigDirs(nil)))
    for set in [FcSetSystem, FcSetApplication] {
      guard let fonts = FcConfigGetFonts(nil, set)?.pointee else { continue }
      for index in 0..<Int(fonts.nfont) {
        var file: UnsafeMutablePointer<FcChar8>?
        let outcome = FcPatternGetString(fonts.fonts[index], FC_FILE, 0, &file)
        if outcome == FcResultMatch, let file { sources.insert(String(cString: file)) }
      }
    }
    return sources.filter { !$0.isEmpty }.sorted()
  }

  /// Returns whether a family of just this name is installed.
  package static func isInstalled(_ family: String) -> Bool {
    installedFamilies().contains { $0.lowercased() == family.lowercased() }
  }

  /// Finds the file that holds a font.
  ///
  /// - Parameters:
  ///   - family: One family's name, such as `"TeX Gyre Pagella Math"`.
  ///   - isBold: Whether the bold face is meant.
  ///   - isItalic: Whether the italic face is meant.
  /// - Returns: The file's path, or `nil` when the family is not installed.
  package static func file(
    family: String, isBold: Bool = false, isItalic: Bool = false
  ) -> String? {
    guard isInstalled(family) else { return nil }
    let fonts = FontContext.shared
    return fonts.withDescription(
      family: family, size: 10, weight: isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL,
      isItalic: isItalic
    ) { description -> String? in
      guard let font = pango_context_load_font(fonts.pango, description) else { return nil }
      defer { g_object_unref(UnsafeMutableRawPointer(font)) }
      return font.withMemoryRebound(to: PangoFcFont.self, capacity: 1) { fontconfigFont in
        var file: UnsafeMutablePointer<FcChar8>?
        let pattern = pango_fc_font_get_pattern(fontconfigFont)
        guard FcPatternGetString(pattern, FC_FILE, 0, &file) == FcResultMatch, let file else {
          return nil
        }
        return String(cString: file)
      }
    }
  }
}

/// The versions of the libraries that draw, as found when the program runs.
package enum DrawingLibraries {
  package static var cairo: String { String(cString: cairo_version_string()) }
  package static var pango: String { String(cString: pango_version_string()) }
}
