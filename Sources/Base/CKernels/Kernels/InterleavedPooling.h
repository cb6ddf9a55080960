// Pooling of sixteen interleaved images. The usual windows have their own copies of the loops, in
// which kernel and stride are constants: the compiler can write out the taps.

// Calls `pool` with window.kernel and window.stride, as constants where they are usual ones.
#define FOR_USUAL_WINDOWS(pool, window, ...) \
  if ((window).kernel == 2 && (window).stride == 2) { \
    pool(__VA_ARGS__, window, 2, 2); \
  } else if ((window).kernel == 3 && (window).stride == 2) { \
    pool(__VA_ARGS__, window, 3, 2); \
  } else if ((window).kernel == 3 && (window).stride == 1) { \
    pool(__VA_ARGS__, window, 3, 1); \
  } else { \
    pool(__VA_ARGS__, window, (window).kernel, (window).stride); \
  }

typedef uint8_t bytes __attribute__((ext_vector_type(VECTOR), aligned(1)));

// The taps of a window at `start` that lie inside an image of `length`.
INLINE span taps_inside(int64_t start, int64_t kernel, int64_t length) {
  return (span){start < 0 ? -start : 0, length - start < kernel ? length - start : kernel};
}

// MARK: Forward

// `corner` is where the window's first tap would stand, `width` the image's.
INLINE void largest_of_window(
    const float *corner, int64_t width, span rows, span columns, int64_t kernel, float *output,
    uint8_t *taps) {
  const int64_t place = (rows.first * width + columns.first) * CONVOLUME_BLOCK_SIZE;
  vector best[BLOCK_VECTORS];
  integers chosen[BLOCK_VECTORS];
  for (int v = 0; v < BLOCK_VECTORS; v++) {
    best[v] = ((const vector *)(corner + place))[v];
    chosen[v] = (integers)(int32_t)(rows.first * kernel + columns.first);
  }
  for (int64_t row = rows.first; row < rows.end; row++) {
    for (int64_t column = columns.first; column < columns.end; column++) {
      const vector *tap = (const vector *)(corner + (row * width + column) * CONVOLUME_BLOCK_SIZE);
      for (int v = 0; v < BLOCK_VECTORS; v++) {
        // Larger or NaN; but nothing beats the NaN that came first.
        const integers wins = ~(tap[v] <= best[v]) & (best[v] == best[v]);
        best[v] = wins ? tap[v] : best[v];
        chosen[v] = wins ? (integers)(int32_t)(row * kernel + column) : chosen[v];
      }
    }
  }
  for (int v = 0; v < BLOCK_VECTORS; v++) {
    ((vector *)output)[v] = best[v];
    ((bytes *)taps)[v] = __builtin_convertvector(chosen[v], bytes);
  }
}

INLINE void sum_of_window(
    const float *corner, int64_t width, span rows, span columns, float share, float *output) {
  vector sum[BLOCK_VECTORS] = {0};
  for (int64_t row = rows.first; row < rows.end; row++) {
    for (int64_t column = columns.first; column < columns.end; column++) {
      const vector *tap = (const vector *)(corner + (row * width + column) * CONVOLUME_BLOCK_SIZE);
      for (int v = 0; v < BLOCK_VECTORS; v++) sum[v] += tap[v];
    }
  }
  for (int v = 0; v < BLOCK_VECTORS; v++) ((vector *)output)[v] = sum[v] * share;
}

// The largest samples and their taps or, with no room for taps, the sums times `share`.
INLINE void pool_interleaved(
    const float *input, int64_t channels, float share, float *output, uint8_t *taps,
    convolume_window window, int64_t kernel, int64_t stride) {
  const span all = {0, kernel};
  for (int64_t channel = 0; channel < channels; channel++) {
    const float *plane = input + channel * window.height * window.width * CONVOLUME_BLOCK_SIZE;
    for (int64_t y = 0; y < window.output_height; y++) {
      const int64_t top = y * stride - window.top;
      const span rows = taps_inside(top, kernel, window.height);
      for (int64_t x = 0; x < window.output_width; x++) {
        const int64_t left = x * stride - window.left;
        const span columns = taps_inside(left, kernel, window.width);
        const float *corner = plane + (top * window.width + left) * CONVOLUME_BLOCK_SIZE;
        const int whole = rows.end - rows.first == kernel && columns.end - columns.first == kernel;
        if (taps != NULL) {
          if (whole) {
            largest_of_window(corner, window.width, all, all, kernel, output, taps);
          } else {
            largest_of_window(corner, window.width, rows, columns, kernel, output, taps);
          }
          taps += CONVOLUME_BLOCK_SIZE;
        } else if (whole) {
          sum_of_window(corner, window.width, all, all, share, output);
        } else {
          sum_of_window(corner, window.width, rows, columns, share, output);
        }
        output += CONVOLUME_BLOCK_SIZE;
      }
    }
  }
}

void KERNEL(convolume_interleaved_pool_maximum)(
    const float *input, int64_t channels, convolume_window window, float *output, uint8_t *taps) {
  FOR_USUAL_WINDOWS(pool_interleaved, window, input, channels, 1, output, taps)
}

void KERNEL(convolume_interleaved_pool_mean)(
    const float *input, int64_t channels, convolume_window window, float share, float *output) {
  FOR_USUAL_WINDOWS(pool_interleaved, window, input, channels, share, output, NULL)
}

// MARK: Backward

// Adds the window's number to the pixels that it covers or, given taps, to the one that was chosen.
// A window that shares no pixel with another writes instead of adding.
INLINE void spread_over_window(
    const float *upstream, const uint8_t *taps, float share, int64_t width, span rows,
    span columns, int64_t kernel, int alone, float *corner) {
  for (int v = 0; v < BLOCK_VECTORS; v++) {
    const vector value = ((const vector *)upstream)[v] * share;
    integers chosen = 0;
    if (taps != NULL) chosen = __builtin_convertvector(((const bytes *)taps)[v], integers);
    for (int64_t row = rows.first; row < rows.end; row++) {
      for (int64_t column = columns.first; column < columns.end; column++) {
        vector *pixel = (vector *)(corner + (row * width + column) * CONVOLUME_BLOCK_SIZE) + v;
        vector part = value;
        if (taps != NULL) part = chosen == (int32_t)(row * kernel + column) ? value : (vector)0;
        *pixel = alone ? part : *pixel + part;
      }
    }
  }
}

INLINE void pool_interleaved_gradient(
    const float *upstream, const uint8_t *taps, int64_t channels, float share, float *gradient,
    convolume_window window, int64_t kernel, int64_t stride) {
  const span all = {0, kernel};
  const int64_t plane_size = window.height * window.width * CONVOLUME_BLOCK_SIZE;
  const int alone = kernel <= stride;
  // Windows that lie side by side and cover the image write every pixel.
  const int tiled = kernel == stride && window.top == 0 && window.left == 0
                    && window.output_height * stride >= window.height
                    && window.output_width * stride >= window.width;
  for (int64_t channel = 0; channel < channels; channel++) {
    float *plane = gradient + channel * plane_size;
    if (!tiled) memset(plane, 0, (size_t)plane_size * sizeof(float));
    for (int64_t y = 0; y < window.output_height; y++) {
      const int64_t top = y * stride - window.top;
      const span rows = taps_inside(top, kernel, window.height);
      for (int64_t x = 0; x < window.output_width; x++) {
        const int64_t left = x * stride - window.left;
        const span columns = taps_inside(left, kernel, window.width);
        float *corner = plane + (top * window.width + left) * CONVOLUME_BLOCK_SIZE;
        if (rows.end - rows.first == kernel && columns.end - columns.first == kernel) {
          spread_over_window(
              upstream, taps, share, window.width, all, all, kernel, alone, corner);
        } else {
          spread_over_window(
              upstream, taps, share, window.width, rows, columns, kernel, alone, corner);
        }
        upstream += CONVOLUME_BLOCK_SIZE;
        if (taps != NULL) taps += CONVOLUME_BLOCK_SIZE;
      }
    }
  }
}

void KERNEL(convolume_interleaved_pool_maximum_gradient)(
    const float *upstream, const uint8_t *taps, int64_t channels, convolume_window window,
    float *gradient) {
  FOR_USUAL_WINDOWS(pool_interleaved_gradient, window, upstream, taps, channels, 1, gradient)
}

void KERNEL(convolume_interleaved_pool_mean_gradient)(
    const float *upstream, int64_t channels, convolume_window window, float share,
    float *gradient) {
  FOR_USUAL_WINDOWS(pool_interleaved_gradient, window, upstream, NULL, channels, share, gradient)
}

#undef FOR_USUAL_WINDOWS
