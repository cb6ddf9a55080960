// Number by number over plain arrays.

// Output and input may be the same memory, but do not overlap otherwise: the compiler may vectorize
// without looking.
#define NUMBER_BY_NUMBER _Pragma("clang loop vectorize(assume_safety)")

void KERNEL(convolume_rectify)(const float *input, float *output, int64_t count) {
  // Written so that NaN stays NaN: a diverged network must not look healthy.
  NUMBER_BY_NUMBER
  for (int64_t i = 0; i < count; i++) output[i] = input[i] < 0 ? 0 : input[i];
}

void KERNEL(convolume_rectify_gradient)(
    const float *output, const float *upstream, float *gradient, int64_t count) {
  NUMBER_BY_NUMBER
  for (int64_t i = 0; i < count; i++) {
    const float slope = upstream[i];
    gradient[i] = output[i] > 0 ? slope : 0;
  }
}

void KERNEL(convolume_multiply)(
    const float *left, const float *right, float *product, int64_t count) {
  NUMBER_BY_NUMBER
  for (int64_t i = 0; i < count; i++) product[i] = left[i] * right[i];
}

void KERNEL(convolume_dropout_factors)(float *draws, float rate, float scale, int64_t count) {
  for (int64_t i = 0; i < count; i++) draws[i] = draws[i] < rate ? 0 : scale;
}

void KERNEL(convolume_add)(float *target, const float *addend, int64_t count) {
  for (int64_t i = 0; i < count; i++) target[i] += addend[i];
}

void KERNEL(convolume_add_constant)(float *target, float value, int64_t count) {
  for (int64_t i = 0; i < count; i++) target[i] += value;
}

float KERNEL(convolume_sum)(const float *values, int64_t count) {
  float partial[16] = {0};
  const int64_t whole = count - count % 16;
  for (int64_t i = 0; i < whole; i += 16) {
    for (int lane = 0; lane < 16; lane++) partial[lane] += values[i + lane];
  }
  for (int64_t i = whole; i < count; i++) partial[i - whole] += values[i];
  float sum = 0;
  for (int lane = 0; lane < 16; lane++) sum += partial[lane];
  return sum;
}

#undef NUMBER_BY_NUMBER

int KERNEL(convolume_is_finite)(const float *values, int64_t count) {
  // All bits of the exponent are set where a number is infinite or none.
  const int32_t exponent = 0x7F800000;
  const int64_t whole = count - count % VECTOR;
  integers found = 0;
  for (int64_t i = 0; i < whole; i += VECTOR) {
    found |= (*(const integers *)(values + i) & exponent) == exponent;
  }
  int any = 0;
  for (int lane = 0; lane < VECTOR; lane++) any |= found[lane];
  for (int64_t i = whole; i < count; i++) any |= !isfinite(values[i]);
  return any == 0;
}
