// The curved activations, a vector at a time, within three units in the last place. NaN stays NaN,
// the limits are reached, and zero keeps its sign.

// exp(x) for -104 <= x <= 0 (or NaN): 2^n times a polynomial, n = x / ln 2 to the nearest integer.
INLINE vector exponential(vector x) {
  // Adding this rounds to an integer, which then stands in the lowest bits.
  const vector shifter = 0x1.8p23f;
  const vector shifted = x * 0x1.715476p0f + shifter;
  const vector n = shifted - shifter;
  // ln 2 in two parts, of which the first has few bits: the product with n is exact.
  const vector r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  vector p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = (p * r) * r + r + 1.0f;
  // By two factors: the power itself may be too small for a float with all its bits.
  const integers exponent = (integers)shifted - (integers)shifter;
  const integers half = exponent >> 1;
  return p * (vector)((half + 127) << 23) * (vector)((exponent - half + 127) << 23);
}

INLINE vector magnitude(vector x) { return __builtin_elementwise_abs(x); }

INLINE vector hyperbolic_tangent(vector x) {
  const vector size = magnitude(x);
  // Near zero: x + x^3 times a polynomial of x^2.
  const vector square = size * size;
  vector p = square * -5.70498872745e-3f + 2.06390887954e-2f;
  p = p * square + -5.37397155531e-2f;
  p = p * square + 1.33314422036e-1f;
  p = p * square + -3.33332819422e-1f;
  const vector near = (p * square) * size + size;
  // Elsewhere 1 - 2 / (exp(2|x|) + 1), multiplied by the exponential that cannot overflow.
  const vector capped = size > 10.0f ? (vector)10.0f : size;
  const vector e = exponential(capped * -2.0f);
  const vector far = 1.0f - 2.0f * e / (1.0f + e);
  const vector answer = size < 0.625f ? near : far;
  return __builtin_elementwise_copysign(answer, x);
}

INLINE vector logistic(vector x) {
  const vector size = magnitude(x);
  const vector capped = size > 104.0f ? (vector)104.0f : size;
  const vector e = exponential(-capped);
  return (x < 0.0f ? e : (vector)1.0f) / (1.0f + e);
}

// The last numbers, fewer than a vector, go through the same arithmetic.
#define BY_VECTORS(function) \
  const int64_t whole = count - count % VECTOR; \
  for (int64_t i = 0; i < whole; i += VECTOR) { \
    *(vector *)(output + i) = function(*(const vector *)(input + i)); \
  } \
  if (whole < count) { \
    vector rest = 0; \
    memcpy(&rest, input + whole, (size_t)(count - whole) * sizeof(float)); \
    rest = function(rest); \
    memcpy(output + whole, &rest, (size_t)(count - whole) * sizeof(float)); \
  }

void KERNEL(convolume_tanh)(const float *input, float *output, int64_t count) {
  BY_VECTORS(hyperbolic_tangent)
}

void KERNEL(convolume_tanh_gradient)(
    const float *output, const float *upstream, float *gradient, int64_t count) {
  for (int64_t i = 0; i < count; i++) gradient[i] = upstream[i] * (1 - output[i] * output[i]);
}

void KERNEL(convolume_sigmoid)(const float *input, float *output, int64_t count) {
  BY_VECTORS(logistic)
}

void KERNEL(convolume_sigmoid_gradient)(
    const float *output, const float *upstream, float *gradient, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    gradient[i] = upstream[i] * output[i] * (1 - output[i]);
  }
}

#undef BY_VECTORS
