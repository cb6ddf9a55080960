// Images of bytes made longer or shorter along one axis: each new pixel is a sum of old ones times
// weights of 22 bits. Such a sum is below 1 << 31 and never negative.

enum { RESAMPLING_BITS = 22, RESAMPLING_HALF = 1 << (RESAMPLING_BITS - 1), RESAMPLING_BLOCK = 64 };

INLINE uint8_t resampled(int32_t sum) {
  const int32_t pixel = sum >> RESAMPLING_BITS;
  return (uint8_t)(pixel < 255 ? pixel : 255);
}

// An image that grows: two rows make one.
INLINE void blend_rows(
    const uint8_t *restrict input, const int32_t *weights, int64_t width,
    uint8_t *restrict output) {
  for (int64_t column = 0; column < width; column++) {
    const int32_t sum = input[column] * weights[0] + input[width + column] * weights[1];
    output[column] = resampled(sum + RESAMPLING_HALF);
  }
}

// Any number of rows make one: some columns at a time, whose sums stay in registers or nearby.
INLINE void sum_rows(
    const uint8_t *restrict input, const int32_t *weights, int64_t taps, int64_t width,
    uint8_t *restrict output) {
  for (int64_t start = 0; start < width; start += RESAMPLING_BLOCK) {
    const int64_t end = width - start < RESAMPLING_BLOCK ? width - start : RESAMPLING_BLOCK;
    int32_t sums[RESAMPLING_BLOCK];
    for (int64_t column = 0; column < end; column++) sums[column] = RESAMPLING_HALF;
    for (int64_t tap = 0; tap < taps; tap++) {
      const uint8_t *pixels = input + tap * width + start;
      for (int64_t column = 0; column < end; column++) {
        sums[column] += pixels[column] * weights[tap];
      }
    }
    for (int64_t column = 0; column < end; column++) {
      output[start + column] = resampled(sums[column]);
    }
  }
}

void KERNEL(convolume_resample_rows)(
    const uint8_t *input, convolume_resampling axis, int64_t planes, int64_t width,
    uint8_t *output) {
  for (int64_t plane = 0; plane < planes; plane++) {
    for (int64_t row = 0; row < axis.new_length; row++) {
      const uint8_t *from = input + (plane * axis.length + axis.firsts[row]) * width;
      uint8_t *to = output + (plane * axis.new_length + row) * width;
      const int32_t *weights = axis.weights + row * axis.taps;
      if (axis.taps == 2) {
        blend_rows(from, weights, width, to);
      } else {
        sum_rows(from, weights, axis.taps, width, to);
      }
    }
  }
}

INLINE void resample_line(
    const uint8_t *restrict input, convolume_resampling axis, int64_t taps,
    uint8_t *restrict output) {
  for (int64_t column = 0; column < axis.new_length; column++) {
    const uint8_t *pixels = input + axis.firsts[column];
    int32_t sum = RESAMPLING_HALF;
    for (int64_t tap = 0; tap < taps; tap++) {
      sum += pixels[tap] * axis.weights[column * taps + tap];
    }
    output[column] = resampled(sum);
  }
}

void KERNEL(convolume_resample_columns)(
    const uint8_t *input, convolume_resampling axis, int64_t rows, uint8_t *output) {
  for (int64_t row = 0; row < rows; row++) {
    const uint8_t *from = input + row * axis.length;
    uint8_t *to = output + row * axis.new_length;
    if (axis.taps == 2) {
      resample_line(from, axis, 2, to);
    } else {
      resample_line(from, axis, axis.taps, to);
    }
  }
}
