// Windows that slide over the channels of one image: laid out as the columns of a matrix, for a
// convolution by a product of matrices, or pooled. The loops go tap by tap, so that the inner one
// runs along a row of windows; which of them have the tap inside the image is worked out first.

void KERNEL(convolume_gather_windows)(
    const float *image, int64_t channels, convolume_window window, int64_t first_row,
    int64_t row_count, float *columns, int64_t column_stride) {
  const int64_t width = window.output_width, stride = window.stride;
  float *matrix_row = columns;
  for (int64_t channel = 0; channel < channels; channel++) {
    const float *plane = image + channel * window.height * window.width;
    for (int64_t tap_row = 0; tap_row < window.kernel; tap_row++) {
      for (int64_t tap_column = 0; tap_column < window.kernel; tap_column++) {
        const int64_t offset = tap_column * window.dilation - window.left;
        const span valid = indices_inside(offset, stride, width, window.width);
        for (int64_t row = 0; row < row_count; row++) {
          float *target = matrix_row + row * width;
          const int64_t y = (first_row + row) * stride - window.top + tap_row * window.dilation;
          if (y < 0 || y >= window.height) {
            memset(target, 0, (size_t)width * sizeof(float));
            continue;
          }
          const float *source = plane + y * window.width + offset;
          for (int64_t c = 0; c < valid.first; c++) target[c] = 0;
          if (stride == 1) {
            memcpy(
                target + valid.first, source + valid.first,
                (size_t)(valid.end - valid.first) * sizeof(float));
          } else {
            for (int64_t c = valid.first; c < valid.end; c++) target[c] = source[c * stride];
          }
          for (int64_t c = valid.end; c < width; c++) target[c] = 0;
        }
        matrix_row += column_stride;
      }
    }
  }
}

void KERNEL(convolume_scatter_windows)(
    const float *columns, int64_t column_stride, int64_t channels, convolume_window window,
    int64_t first_row, int64_t row_count, float *image) {
  const int64_t width = window.output_width, stride = window.stride;
  const float *matrix_row = columns;
  for (int64_t channel = 0; channel < channels; channel++) {
    float *plane = image + channel * window.height * window.width;
    for (int64_t tap_row = 0; tap_row < window.kernel; tap_row++) {
      for (int64_t tap_column = 0; tap_column < window.kernel; tap_column++) {
        const int64_t offset = tap_column * window.dilation - window.left;
        const span valid = indices_inside(offset, stride, width, window.width);
        for (int64_t row = 0; row < row_count; row++) {
          const int64_t y = (first_row + row) * stride - window.top + tap_row * window.dilation;
          if (y < 0 || y >= window.height) continue;
          const float *source = matrix_row + row * width;
          float *target = plane + y * window.width + offset;
          if (stride == 1) {
            for (int64_t c = valid.first; c < valid.end; c++) target[c] += source[c];
          } else {
            for (int64_t c = valid.first; c < valid.end; c++) target[c * stride] += source[c];
          }
        }
        matrix_row += column_stride;
      }
    }
  }
}

// Compares one tap of a row of windows with the best so far. The two common strides are constants,
// so that the compiler can load whole vectors.
INLINE void keep_extreme(
    const float *source, int32_t start, span valid, int64_t stride, float sign, float *best,
    int32_t *where) {
  for (int64_t c = valid.first; c < valid.end; c++) {
    const float value = source[c * stride];
    const int wins = (sign * value > sign * best[c]) | (value != value);
    best[c] = wins ? value : best[c];
    where[c] = wins ? start + (int32_t)(c * stride) : where[c];
  }
}

INLINE void pool_extreme(
    const float *channel, convolume_window window, int64_t stride, float sign, float *output,
    int32_t *positions) {
  const int64_t width = window.output_width;
  for (int64_t row = 0; row < window.output_height; row++) {
    float *best = output + row * width;
    int32_t *where = positions + row * width;
    // Until a sample wins, the window's first pixel inside the image holds the place: were all of
    // them infinitely far on the losing side, it would be the answer.
    const int64_t top = row * stride - window.top;
    for (int64_t c = 0; c < width; c++) {
      const int64_t left = c * stride - window.left;
      best[c] = -sign * INFINITY;
      where[c] = (int32_t)((top < 0 ? 0 : top) * window.width + (left < 0 ? 0 : left));
    }
    for (int64_t tap_row = 0; tap_row < window.kernel; tap_row++) {
      const int64_t y = top + tap_row;
      if (y < 0 || y >= window.height) continue;
      for (int64_t tap_column = 0; tap_column < window.kernel; tap_column++) {
        const int64_t offset = tap_column - window.left;
        keep_extreme(
            channel + y * window.width + offset, (int32_t)(y * window.width + offset),
            indices_inside(offset, stride, width, window.width), stride, sign, best, where);
      }
    }
  }
}

void KERNEL(convolume_pool_extreme)(
    const float *channel, convolume_window window, float sign, float *output, int32_t *positions) {
  switch (window.stride) {
    case 1: return pool_extreme(channel, window, 1, sign, output, positions);
    case 2: return pool_extreme(channel, window, 2, sign, output, positions);
    default: return pool_extreme(channel, window, window.stride, sign, output, positions);
  }
}

void KERNEL(convolume_pool_sum)(
    const float *channel, convolume_window window, int squares, float *output) {
  const int64_t width = window.output_width, stride = window.stride;
  for (int64_t row = 0; row < window.output_height; row++) {
    float *sum = output + row * width;
    for (int64_t c = 0; c < width; c++) sum[c] = 0;
    for (int64_t tap_row = 0; tap_row < window.kernel; tap_row++) {
      const int64_t y = row * stride - window.top + tap_row * window.dilation;
      if (y < 0 || y >= window.height) continue;
      for (int64_t tap_column = 0; tap_column < window.kernel; tap_column++) {
        const int64_t offset = tap_column * window.dilation - window.left;
        const span valid = indices_inside(offset, stride, width, window.width);
        const float *source = channel + y * window.width + offset;
        if (squares) {
          for (int64_t c = valid.first; c < valid.end; c++) {
            sum[c] += source[c * stride] * source[c * stride];
          }
        } else {
          for (int64_t c = valid.first; c < valid.end; c++) sum[c] += source[c * stride];
        }
      }
    }
  }
}

void KERNEL(convolume_spread_windows)(
    const float *values, convolume_window window, float *channel) {
  const int64_t width = window.output_width, stride = window.stride;
  for (int64_t row = 0; row < window.output_height; row++) {
    const float *source = values + row * width;
    for (int64_t tap_row = 0; tap_row < window.kernel; tap_row++) {
      const int64_t y = row * stride - window.top + tap_row * window.dilation;
      if (y < 0 || y >= window.height) continue;
      for (int64_t tap_column = 0; tap_column < window.kernel; tap_column++) {
        const int64_t offset = tap_column * window.dilation - window.left;
        const span valid = indices_inside(offset, stride, width, window.width);
        float *target = channel + y * window.width + offset;
        for (int64_t c = valid.first; c < valid.end; c++) target[c * stride] += source[c];
      }
    }
  }
}
