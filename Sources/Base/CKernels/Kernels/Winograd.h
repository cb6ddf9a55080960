// Winograd's minimal filtering with the six points 0, a, -a, b, -b and infinity.
//
// A tile of 6 samples and a filter of r taps give m = 7 - r outputs, in each of two directions:
//
//   outputs = E(m)^T ((S E(r) filter) * (B^T samples))
//
// Row i of E(n) evaluates a polynomial of n coefficients at point i, S divides by the product of
// the point's distances to the others, and B^T depends on the points alone. So one transform of
// the samples serves kernels of 3 and 5, and, because the filters' gradient is the transposed
// scheme,
//
//   gradient = E(r)^T S ((E(m) upstream) * (B^T samples)),
//
// it serves that gradient too. Points in pairs of both signs share their even and their odd part.
//
// At the right and the lower edge a tile may have fewer outputs left: n = outputs + r - 1 samples
// need only n of the points, and what the filter is at a point does not depend on the others. So
// the same filters' points serve these tiles, with fewer products: 441 instead of 576 for the
// 13 x 13 outputs of AlexNet's later layers.
//
// S. Winograd, Arithmetic Complexity of Computations, 1980; A. Lavin and S. Gray, Fast Algorithms
// for Convolutional Neural Networks, 2016; B. Barabasz et al., Error Analysis and Improving the
// Accuracy of Winograd Convolution for Deep Neural Networks, 2020.

// The points were chosen by measuring. Largest error of an output against double precision, in
// millionths of the largest output, for AlexNet's layers (normal samples and filters), beside that
// of the direct sum in single precision:
//
//                 a, b = 1, 2   1, 1/2   sqrt 1/2, sqrt 2   2/3, 3/2   direct
//   64 x 5 x 5         3.2        3.8          0.9             1.0       1.4
//   192 x 3 x 3        6.2        5.2          1.5             1.8       1.5
//   384 x 3 x 3        7.1        8.9          2.0             1.4       2.2
//   256 x 3 x 3        4.6        4.4          1.3             1.3       1.5
//
// and of the filters' gradient over sixteen images of 27 x 27 (5 x 5) and 13 x 13 (3 x 3) samples:
//
//   5 x 5              7.1         11          1.6             2.2       4.3
//   3 x 3              6.5        4.6          1.3             1.5       1.5
//
// The root mean square of the error is 0.9 to 1.1 millionths of that of the outputs, direct 0.7 to
// 1.0. That a times b is one saves products, too.
#define WINOGRAD_A (2.0 / 3)
#define WINOGRAD_B 1.5

// Samples of a tile in one direction, and its points in both.
enum { WINOGRAD_SAMPLES = 6, WINOGRAD_POINTS = 36 };

// Squares and products are formed from the points in double precision.
#define WINOGRAD_AA (WINOGRAD_A * WINOGRAD_A)
#define WINOGRAD_BB (WINOGRAD_B * WINOGRAD_B)

// The points that so many samples need, one bit each.
static const uint8_t winograd_needed[7] = {0, 0, 0, 0b100011, 0b100111, 0b101111, 0b111111};

INLINE int winograd_needs(int64_t samples, int point) {
  return winograd_needed[samples] >> point & 1;
}

// B^T: the coefficients of the polynomials that are zero at all points but one. With fewer points,
// times what S divides by and should not.
INLINE void winograd_interpolate(const vector *samples, int64_t count, vector points[6]) {
  const float a = WINOGRAD_A, b = WINOGRAD_B, aa = WINOGRAD_AA, bb = WINOGRAD_BB;
  const float sum = WINOGRAD_AA + WINOGRAD_BB, product = WINOGRAD_AA * WINOGRAD_BB;
  const float difference = WINOGRAD_AA - WINOGRAD_BB, mixed = WINOGRAD_A * WINOGRAD_B;
  const float low = WINOGRAD_A - WINOGRAD_B, high = WINOGRAD_A + WINOGRAD_B;
  const float cubic = WINOGRAD_AA * WINOGRAD_B;
  if (count == 6) {
    const vector even_a = samples[4] - bb * samples[2], odd_a = samples[3] - bb * samples[1];
    const vector even_b = samples[4] - aa * samples[2], odd_b = samples[3] - aa * samples[1];
    points[0] = product * samples[0] + (samples[4] - sum * samples[2]);
    points[1] = even_a + a * odd_a;
    points[2] = even_a - a * odd_a;
    points[3] = even_b + b * odd_b;
    points[4] = even_b - b * odd_b;
    points[5] = product * samples[1] + (samples[5] - sum * samples[3]);
  } else if (count == 5) {
    const vector odd = samples[3] - aa * samples[1];
    points[0] = product * samples[0] + b * (odd - b * samples[2]);
    points[1] = high * (samples[3] + low * samples[2] - mixed * samples[1]);
    points[2] = -low * (samples[3] - high * samples[2] + mixed * samples[1]);
    points[3] = 2 * b * odd;
    points[5] = samples[4] - b * samples[3] - aa * samples[2] + cubic * samples[1];
  } else if (count == 4) {
    points[0] = product * samples[0] - bb * samples[2];
    points[1] = difference * (samples[2] + a * samples[1]);
    points[2] = difference * (samples[2] - a * samples[1]);
    points[5] = samples[3] - aa * samples[1];
  } else {
    points[0] = product * samples[0] - a * bb * samples[1];
    points[1] = 2 * a * difference * samples[1];
    points[5] = samples[2] - a * samples[1];
  }
}

// E(count): the values at the points of the polynomial with these coefficients.
INLINE void winograd_evaluate(const vector *coefficients, int count, vector points[6]) {
  const float a = WINOGRAD_A, b = WINOGRAD_B, aa = WINOGRAD_AA, bb = WINOGRAD_BB;
  vector even_a = coefficients[0], even_b = coefficients[0];
  vector odd_a = 0, odd_b = 0;
  if (count > 1) odd_a = odd_b = coefficients[1];
  if (count > 4) {
    even_a = even_a + aa * (coefficients[2] + aa * coefficients[4]);
    even_b = even_b + bb * (coefficients[2] + bb * coefficients[4]);
  } else if (count > 2) {
    even_a = even_a + aa * coefficients[2];
    even_b = even_b + bb * coefficients[2];
  }
  if (count > 3) {
    odd_a = odd_a + aa * coefficients[3];
    odd_b = odd_b + bb * coefficients[3];
  }
  points[0] = coefficients[0];
  points[1] = even_a + a * odd_a;
  points[2] = even_a - a * odd_a;
  points[3] = even_b + b * odd_b;
  points[4] = even_b - b * odd_b;
  points[5] = coefficients[count - 1];
}

// E(count)^T.
INLINE void winograd_gather(const vector points[6], int count, vector *sums) {
  const float a = WINOGRAD_A, b = WINOGRAD_B, aa = WINOGRAD_AA, bb = WINOGRAD_BB;
  const float aaa = WINOGRAD_A * WINOGRAD_AA, bbb = WINOGRAD_B * WINOGRAD_BB;
  const float aaaa = WINOGRAD_AA * WINOGRAD_AA, bbbb = WINOGRAD_BB * WINOGRAD_BB;
  const vector even_a = points[1] + points[2], odd_a = points[1] - points[2];
  const vector even_b = points[3] + points[4], odd_b = points[3] - points[4];
  sums[0] = points[0] + even_a + even_b;
  if (count > 1) sums[1] = a * odd_a + b * odd_b;
  if (count > 2) sums[2] = aa * even_a + bb * even_b;
  if (count > 3) sums[3] = aaa * odd_a + bbb * odd_b;
  if (count > 4) sums[4] = aaaa * even_a + bbbb * even_b;
  sums[count - 1] += points[5];
}

// S. In double precision, since two of these are multiplied before they are used.
INLINE double winograd_share(int point) {
  if (point == 0) return 1 / (WINOGRAD_AA * WINOGRAD_BB);
  if (point < 3) return 1 / (2 * WINOGRAD_AA * (WINOGRAD_AA - WINOGRAD_BB));
  if (point < 5) return 1 / (2 * WINOGRAD_BB * (WINOGRAD_BB - WINOGRAD_AA));
  return 1;
}

#undef WINOGRAD_A
#undef WINOGRAD_B
#undef WINOGRAD_AA
#undef WINOGRAD_BB
