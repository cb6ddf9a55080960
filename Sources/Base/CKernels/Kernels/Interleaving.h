// In and out of the layout of sixteen interleaved images: transposes, VECTOR x VECTOR numbers
// at a time; and sums over the images, which add where a transpose would only move.

// Of each four numbers of two vectors: the first two of both taken in turn, and the last two.
// Then, by pairs: the first pair of both, and the last.
#if VECTOR == 16
#define FIRST_SINGLES(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define LAST_SINGLES(a, b) \
  __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)
#define FIRST_PAIRS(a, b) \
  __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
#define LAST_PAIRS(a, b) \
  __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
#elif VECTOR == 8
#define FIRST_SINGLES(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13)
#define LAST_SINGLES(a, b) __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15)
#define FIRST_PAIRS(a, b) __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13)
#define LAST_PAIRS(a, b) __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15)
#else
#define FIRST_SINGLES(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define LAST_SINGLES(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#define FIRST_PAIRS(a, b) __builtin_shufflevector(a, b, 0, 1, 4, 5)
#define LAST_PAIRS(a, b) __builtin_shufflevector(a, b, 2, 3, 6, 7)
#endif

// The same for whole quarters of the vectors (or halves, of eight numbers).
#if VECTOR == 16
#define FIRST_FOURS(a, b) \
  __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
#define LAST_FOURS(a, b) \
  __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31)
#define EVEN_FOURS(a, b) \
  __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)
#define ODD_FOURS(a, b) \
  __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31)
#elif VECTOR == 8
#define EVEN_FOURS(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11)
#define ODD_FOURS(a, b) __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15)
#endif

// columns[i] = number i of each row. Transposes four by four, then the places of the fours.
INLINE void transpose(const vector rows[VECTOR], vector columns[VECTOR]) {
  vector fours[VECTOR];
#pragma clang loop unroll(full)
  for (int i = 0; i < VECTOR; i += 4) {
    const vector first01 = FIRST_SINGLES(rows[i], rows[i + 1]);
    const vector last01 = LAST_SINGLES(rows[i], rows[i + 1]);
    const vector first23 = FIRST_SINGLES(rows[i + 2], rows[i + 3]);
    const vector last23 = LAST_SINGLES(rows[i + 2], rows[i + 3]);
    fours[i] = FIRST_PAIRS(first01, first23);
    fours[i + 1] = LAST_PAIRS(first01, first23);
    fours[i + 2] = FIRST_PAIRS(last01, last23);
    fours[i + 3] = LAST_PAIRS(last01, last23);
  }
#pragma clang loop unroll(full)
  for (int j = 0; j < 4; j++) {
#if VECTOR == 16
    const vector first01 = FIRST_FOURS(fours[j], fours[4 + j]);
    const vector last01 = LAST_FOURS(fours[j], fours[4 + j]);
    const vector first23 = FIRST_FOURS(fours[8 + j], fours[12 + j]);
    const vector last23 = LAST_FOURS(fours[8 + j], fours[12 + j]);
    columns[j] = EVEN_FOURS(first01, first23);
    columns[4 + j] = ODD_FOURS(first01, first23);
    columns[8 + j] = EVEN_FOURS(last01, last23);
    columns[12 + j] = ODD_FOURS(last01, last23);
#elif VECTOR == 8
    columns[j] = EVEN_FOURS(fours[j], fours[4 + j]);
    columns[4 + j] = ODD_FOURS(fours[j], fours[4 + j]);
#else
    columns[j] = fours[j];
#endif
  }
}

INLINE void interleave(
    const float *rows, int64_t row_stride, int64_t images, int64_t features, float *interleaved) {
  const int64_t whole = features - features % VECTOR;
  for (int64_t f = 0; f < whole; f += VECTOR) {
    for (int64_t first = 0; first < CONVOLUME_BLOCK_SIZE; first += VECTOR) {
      vector block[VECTOR], columns[VECTOR];
#pragma clang loop unroll(full)
      for (int64_t l = 0; l < VECTOR; l++) {
        const int64_t image = first + l;
        block[l] = image < images ? *(const vector *)(rows + image * row_stride + f) : (vector)0;
      }
      transpose(block, columns);
#pragma clang loop unroll(full)
      for (int64_t i = 0; i < VECTOR; i++) {
        *(vector *)(interleaved + (f + i) * CONVOLUME_BLOCK_SIZE + first) = columns[i];
      }
    }
  }
  for (int64_t f = whole; f < features; f++) {
    for (int64_t l = 0; l < CONVOLUME_BLOCK_SIZE; l++) {
      interleaved[f * CONVOLUME_BLOCK_SIZE + l] = l < images ? rows[l * row_stride + f] : 0;
    }
  }
}

void KERNEL(convolume_interleave)(
    const float *rows, int64_t row_stride, int64_t images, int64_t features, float *interleaved) {
  if (images == CONVOLUME_BLOCK_SIZE) {
    interleave(rows, row_stride, CONVOLUME_BLOCK_SIZE, features, interleaved);
  } else {
    interleave(rows, row_stride, images, features, interleaved);
  }
}

INLINE void deinterleave(
    const float *interleaved, int64_t features, int64_t images, float *rows, int64_t row_stride) {
  const int64_t whole = features - features % VECTOR;
  for (int64_t f = 0; f < whole; f += VECTOR) {
    for (int64_t first = 0; first < images; first += VECTOR) {
      vector block[VECTOR], columns[VECTOR];
#pragma clang loop unroll(full)
      for (int64_t i = 0; i < VECTOR; i++) {
        block[i] = *(const vector *)(interleaved + (f + i) * CONVOLUME_BLOCK_SIZE + first);
      }
      transpose(block, columns);
#pragma clang loop unroll(full)
      for (int64_t l = 0; l < VECTOR; l++) {
        const int64_t image = first + l;
        if (image < images) *(vector *)(rows + image * row_stride + f) = columns[l];
      }
    }
  }
  for (int64_t l = 0; l < images; l++) {
    for (int64_t f = whole; f < features; f++) {
      rows[l * row_stride + f] = interleaved[f * CONVOLUME_BLOCK_SIZE + l];
    }
  }
}

void KERNEL(convolume_deinterleave)(
    const float *interleaved, int64_t features, int64_t images, float *rows, int64_t row_stride) {
  if (images == CONVOLUME_BLOCK_SIZE) {
    deinterleave(interleaved, features, CONVOLUME_BLOCK_SIZE, rows, row_stride);
  } else {
    deinterleave(interleaved, features, images, rows, row_stride);
  }
}

// The sum of each row: number i of the answer is that of rows[i].
INLINE vector sums_of_rows(const vector rows[VECTOR]) {
  vector fours[VECTOR / 4];
#pragma clang loop unroll(full)
  for (int i = 0; i < VECTOR; i += 4) {
    const vector sum01 = FIRST_SINGLES(rows[i], rows[i + 1]) + LAST_SINGLES(rows[i], rows[i + 1]);
    const vector sum23 =
        FIRST_SINGLES(rows[i + 2], rows[i + 3]) + LAST_SINGLES(rows[i + 2], rows[i + 3]);
    fours[i / 4] = FIRST_PAIRS(sum01, sum23) + LAST_PAIRS(sum01, sum23);
  }
#if VECTOR == 16
  const vector sum01 = FIRST_FOURS(fours[0], fours[1]) + LAST_FOURS(fours[0], fours[1]);
  const vector sum23 = FIRST_FOURS(fours[2], fours[3]) + LAST_FOURS(fours[2], fours[3]);
  return EVEN_FOURS(sum01, sum23) + ODD_FOURS(sum01, sum23);
#elif VECTOR == 8
  return EVEN_FOURS(fours[0], fours[1]) + ODD_FOURS(fours[0], fours[1]);
#else
  return fours[0];
#endif
}

// The sums over the lanes of `count` <= VECTOR vectors of a batch block.
INLINE vector sums_over_images(const float *values, int64_t count) {
  vector rows[VECTOR];
#pragma clang loop unroll(full)
  for (int64_t i = 0; i < VECTOR; i++) {
    rows[i] = (vector)0;
    if (i < count) {
      const vector *parts = (const vector *)(values + i * CONVOLUME_BLOCK_SIZE);
      rows[i] = parts[0];
      for (int part = 1; part < BLOCK_VECTORS; part++) rows[i] += parts[part];
    }
  }
  return sums_of_rows(rows);
}

void KERNEL(convolume_interleaved_collapse)(const float *sums, int64_t count, float *result) {
  const int64_t whole = count - count % VECTOR;
  for (int64_t i = 0; i < whole; i += VECTOR) {
    *(vector *)(result + i) += sums_over_images(sums + i * CONVOLUME_BLOCK_SIZE, VECTOR);
  }
  if (whole == count) return;
  const vector rest = sums_over_images(sums + whole * CONVOLUME_BLOCK_SIZE, count - whole);
  for (int64_t i = whole; i < count; i++) result[i] += rest[i - whole];
}

void KERNEL(convolume_interleaved_channel_sums)(
    const float *values, int64_t channels, int64_t pixels, float *result) {
  // Eight sums at a time: an addition takes several cycles, but the next need not wait for it.
  enum { independent = 8 };
  const int64_t count = pixels * BLOCK_VECTORS, whole = count - count % independent;
  for (int64_t channel = 0; channel < channels; channel++) {
    const vector *source = (const vector *)(values + channel * pixels * CONVOLUME_BLOCK_SIZE);
    vector sums[independent] = {0};
    for (int64_t i = 0; i < whole; i += independent) {
#pragma clang loop unroll(full)
      for (int j = 0; j < independent; j++) sums[j] += source[i + j];
    }
    for (int64_t i = whole; i < count; i++) sums[0] += source[i];
    for (int step = independent / 2; step > 0; step /= 2) {
      for (int j = 0; j < step; j++) sums[j] += sums[j + step];
    }
    float sum = 0;
    for (int lane = 0; lane < VECTOR; lane++) sum += sums[0][lane];
    result[channel] += sum;
  }
}

INLINE void flip_filters(
    const float *weight, int64_t outputs, int64_t inputs, int64_t taps, float *flipped) {
  // By blocks of channels, so that what is read in one order and written in another stays in reach.
  enum { block = 16 };
  for (int64_t first = 0; first < outputs; first += block) {
    const int64_t end = first + block < outputs ? first + block : outputs;
    for (int64_t input = 0; input < inputs; input++) {
      // Left alone, the compiler gathers a number of each of sixteen filters, which is slower.
#pragma clang loop vectorize(disable)
      for (int64_t output = first; output < end; output++) {
        const float *source = weight + (output * inputs + input) * taps;
        float *target = flipped + (input * outputs + output) * taps;
        for (int64_t tap = 0; tap < taps; tap++) target[taps - 1 - tap] = source[tap];
      }
    }
  }
}

void KERNEL(convolume_flip_filters)(
    const float *weight, int64_t outputs, int64_t inputs, int64_t kernel, float *flipped) {
  // Flipping both ways reverses the taps.
  switch (kernel) {
    case 1: return flip_filters(weight, outputs, inputs, 1, flipped);
    case 3: return flip_filters(weight, outputs, inputs, 9, flipped);
    case 5: return flip_filters(weight, outputs, inputs, 25, flipped);
    default: return flip_filters(weight, outputs, inputs, kernel * kernel, flipped);
  }
}

#undef FIRST_SINGLES
#undef LAST_SINGLES
#undef FIRST_PAIRS
#undef LAST_PAIRS
#undef FIRST_FOURS
#undef LAST_FOURS
#undef EVEN_FOURS
#undef ODD_FOURS
