import CPangoCairo
import Graphics

extension CairoCanvas {
  /// Draws each sample as a crisp square.
  ///
  /// Viewers smooth a small picture that they enlarge, whatever the file asks for. So in a PDF each
  /// sample is repeated a whole number of times until there is next to nothing left to smooth; repeated
  /// samples compress to almost nothing.
  package func draw(_ raster: Raster, in rect: Rect) {
    guard raster.width > 0, raster.height > 0, rect.width > 0, rect.height > 0 else { return }
    let repeats = rasterDensity.map { repetitions(of: raster, in: rect, density: $0) } ?? 1
    let width = raster.width * repeats
    let height = raster.height * repeats
    var samples = premultipliedSamples(of: raster, repeats: repeats)
    let isOpaque = stride(from: 3, to: raster.rgba.count, by: 4).allSatisfy {
      raster.rgba[$0] == 255
    }
    samples.withUnsafeMutableBytes { buffer in
      let surface = cairo_image_surface_create_for_data(
        buffer.bindMemory(to: UInt8.self).baseAddress,
        isOpaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32,
        Int32(width), Int32(height), Int32(width * 4))
      draw(surface: surface, in: rect, filter: CAIRO_FILTER_NEAREST)
      // A vector surface may keep a snapshot of the picture; finishing makes it copy the samples.
      cairo_surface_finish(surface)
      cairo_surface_destroy(surface)
    }
  }

  /// How often each sample is repeated in both directions.
  ///
  /// A viewer that smooths takes half a repetition from each edge. So there are `density` to the point, or
  /// half as many where a sample is so large that it has six of them all the same: the number of bytes to be
  /// compressed rises with the square.
  private func repetitions(of raster: Raster, in rect: Rect, density: Double) -> Int {
    let size = max(rect.width / Double(raster.width), rect.height / Double(raster.height))
    func count(_ density: Double) -> Int { Int(min(max(size * density, 1), 16).rounded(.up)) }
    return min(count(density), max(count(density / 2), 6))
  }

  func draw(surface: OpaquePointer?, in rect: Rect, filter: cairo_filter_t) {
    let width = Double(cairo_image_surface_get_width(surface))
    let height = Double(cairo_image_surface_get_height(surface))
    saved {
      cairo_translate(context, rect.x, rect.y)
      cairo_scale(context, rect.width / width, rect.height / height)
      cairo_set_source_surface(context, surface, 0, 0)
      cairo_pattern_set_filter(cairo_get_source(context), filter)
      cairo_rectangle(context, 0, 0, width, height)
      cairo_fill(context)
    }
  }

  /// Returns Cairo's 32-bit samples, colours multiplied by alpha, each repeated in both directions.
  private func premultipliedSamples(of raster: Raster, repeats: Int) -> [UInt32] {
    let width = raster.width * repeats
    return [UInt32](unsafeUninitializedCapacity: width * raster.height * repeats) {
      samples, count in
      for row in 0..<raster.height {
        let start = count
        for column in 0..<raster.width {
          let sample = raster.premultipliedSample(row * raster.width + column)
          for _ in 0..<repeats {
            samples[count] = sample
            count += 1
          }
        }
        for _ in 1..<max(repeats, 1) {
          for place in start..<start + width {
            samples[count] = samples[place]
            count += 1
          }
        }
      }
    }
  }
}

extension Raster {
  /// The sample at `index`, counted by rows: alpha in the highest byte, then the colours times alpha.
  func premultipliedSample(_ index: Int) -> UInt32 {
    let alpha = UInt32(rgba[4 * index + 3])
    func part(_ channel: Int) -> UInt32 { (UInt32(rgba[4 * index + channel]) * alpha + 127) / 255 }
    return alpha << 24 | part(0) << 16 | part(1) << 8 | part(2)
  }
}
