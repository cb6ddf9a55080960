// Batch normalization of sixteen interleaved images. Sums are taken in double precision, pixel by
// pixel, and kept by lane: a lane without an image holds numbers too, which must not count.

// Half a vector of numbers fills one of doubles.
enum { HALF = VECTOR / 2 };
typedef float halves __attribute__((ext_vector_type(HALF), aligned(4)));
typedef double doubles __attribute__((ext_vector_type(HALF), aligned(8)));

typedef enum { SUM_OF_VALUES, SUM_OF_SQUARES, SUM_OF_PRODUCTS } interleaved_sum;

// Adds the term of one pixel to a sum: value, (value - mean)^2, or factor * (value - mean).
INLINE void add_term(
    const interleaved_sum kind, doubles *sum, const float *value, const float *factor,
    double mean) {
  const doubles number = __builtin_convertvector(*(const halves *)value, doubles);
  if (kind == SUM_OF_VALUES) {
    *sum += number;
  } else if (kind == SUM_OF_SQUARES) {
    *sum += (number - mean) * (number - mean);
  } else {
    *sum += __builtin_convertvector(*(const halves *)factor, doubles) * (number - mean);
  }
}

INLINE void sum_over_pixels(
    const interleaved_sum kind, const float *values, const float *factors, int64_t channels,
    int64_t pixels, const double *means, double *sums) {
  // Four sums at a time: an addition takes several cycles, but the next need not wait for it.
  enum { independent = 4 };
  const int64_t whole = pixels - pixels % independent;
  for (int64_t channel = 0; channel < channels; channel++) {
    const double mean = kind == SUM_OF_VALUES ? 0 : means[channel];
    for (int lane = 0; lane < CONVOLUME_BLOCK_SIZE; lane += HALF) {
      const int64_t start = channel * pixels * CONVOLUME_BLOCK_SIZE + lane;
      const float *value = values + start;
      const float *factor = kind == SUM_OF_PRODUCTS ? factors + start : value;
      doubles parts[independent] = {0};
      for (int64_t pixel = 0; pixel < whole; pixel += independent) {
#pragma clang loop unroll(full)
        for (int j = 0; j < independent; j++) {
          const int64_t place = (pixel + j) * CONVOLUME_BLOCK_SIZE;
          add_term(kind, &parts[j], value + place, factor + place, mean);
        }
      }
      for (int64_t pixel = whole; pixel < pixels; pixel++) {
        const int64_t place = pixel * CONVOLUME_BLOCK_SIZE;
        add_term(kind, &parts[0], value + place, factor + place, mean);
      }
      *(doubles *)(sums + channel * CONVOLUME_BLOCK_SIZE + lane) =
          (parts[0] + parts[1]) + (parts[2] + parts[3]);
    }
  }
}

void KERNEL(convolume_interleaved_sums)(
    const float *values, int64_t channels, int64_t pixels, double *sums) {
  sum_over_pixels(SUM_OF_VALUES, values, NULL, channels, pixels, NULL, sums);
}

void KERNEL(convolume_interleaved_squares)(
    const float *values, int64_t channels, int64_t pixels, const double *means, double *sums) {
  sum_over_pixels(SUM_OF_SQUARES, values, NULL, channels, pixels, means, sums);
}

void KERNEL(convolume_interleaved_products)(
    const float *factors, const float *values, int64_t channels, int64_t pixels,
    const double *means, double *sums) {
  sum_over_pixels(SUM_OF_PRODUCTS, values, factors, channels, pixels, means, sums);
}

void KERNEL(convolume_interleaved_standardize)(
    const float *values, int64_t channels, int64_t pixels, const float *means, const float *scales,
    const float *offsets, int rectify, float *output) {
  const int64_t count = pixels * CONVOLUME_BLOCK_SIZE;
  for (int64_t channel = 0; channel < channels; channel++) {
    const float mean = means[channel], scale = scales[channel], offset = offsets[channel];
    for (int64_t i = channel * count; i < (channel + 1) * count; i += VECTOR) {
      vector result = (*(const vector *)(values + i) - mean) * scale + offset;
      // Not a maximum, which would turn NaN into 0.
      if (rectify) result = result < 0 ? (vector)0 : result;
      *(vector *)(output + i) = result;
    }
  }
}

void KERNEL(convolume_interleaved_standardize_gradient)(
    const float *upstream, const float *values, int64_t channels, int64_t pixels, int64_t images,
    const float *means, const float *scales, const float *shifts, const float *slopes,
    float *gradient) {
  integers filled[BLOCK_VECTORS];
  for (int lane = 0; lane < CONVOLUME_BLOCK_SIZE; lane++) {
    filled[lane / VECTOR][lane % VECTOR] = lane < images ? -1 : 0;
  }
  for (int64_t channel = 0; channel < channels; channel++) {
    const float mean = means[channel], scale = scales[channel];
    const float shift = shifts[channel], slope = slopes[channel];
    for (int64_t pixel = 0; pixel < pixels; pixel++) {
      const int64_t place = (channel * pixels + pixel) * CONVOLUME_BLOCK_SIZE;
#pragma clang loop unroll(full)
      for (int part = 0; part < BLOCK_VECTORS; part++) {
        const int64_t i = place + part * VECTOR;
        const vector number = *(const vector *)(values + i) - mean;
        const vector result = scale * *(const vector *)(upstream + i) - shift - slope * number;
        *(vector *)(gradient + i) = filled[part] ? result : (vector)0;
      }
    }
  }
}
