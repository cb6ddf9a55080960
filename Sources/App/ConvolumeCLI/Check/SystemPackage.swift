/// Something that the system's package manager has, by its names there.
struct SystemPackage {
  var debian: String
  var homebrew: String

  /// The command that installs it on this system.
  var installation: String {
    #if os(macOS)
      "brew install \(homebrew)"
    #else
      "sudo apt-get install \(debian)"
    #endif
  }

  static let hyphenation = SystemPackage(debian: "hyphen-en-us", homebrew: "hyphen")

  /// The package of a font family that our templates use; `nil` for other families.
  static func font(_ family: String) -> SystemPackage? {
    let name = family.lowercased().replacing(" ", with: "-")
    switch family {
    case "Lato":
      return SystemPackage(debian: "fonts-lato", homebrew: "font-lato")
    case "JetBrains Mono":
      return SystemPackage(debian: "fonts-jetbrains-mono", homebrew: "font-jetbrains-mono")
    case _ where family.hasPrefix("TeX Gyre") && family.hasSuffix("Math"):
      return SystemPackage(debian: "fonts-texgyre-math", homebrew: "font-\(name)")
    case _ where family.hasPrefix("TeX Gyre"):
      return SystemPackage(debian: "fonts-texgyre", homebrew: "font-\(name)")
    default:
      return nil
    }
  }
}
