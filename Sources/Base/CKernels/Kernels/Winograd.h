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

enum {
  WINOGRAD_SAMPLES = 6,
  WINOGRAD_POINTS = 36,
  // Floats that the points of a strip's samples may take, and those of a block of its outputs.
  WINOGRAD_STRIP = 1000000,
  WINOGRAD_BLOCK = 131072,
  // A block is a multiple of so many outputs, as many rows as the products take at a time.
  WINOGRAD_ROWS = 6,
};


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
  const float span = WINOGRAD_AA - WINOGRAD_BB, mixed = WINOGRAD_A * WINOGRAD_B;
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
    points[1] = span * (samples[2] + a * samples[1]);
    points[2] = span * (samples[2] - a * samples[1]);
    points[5] = samples[3] - aa * samples[1];
  } else {
    points[0] = product * samples[0] - a * bb * samples[1];
    points[1] = 2 * a * span * samples[1];
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

// MARK: Sizes

// How tile rows are cut into strips, and where things are in scratch. Between the numbers of one
// point and those of the next lies one vector more, so that the 36 places of a sample fall into
// different sets of a cache.
typedef struct {
  int64_t side;                      // outputs of a tile in each direction
  int64_t across, down;              // tiles of the whole output
  int64_t last_column, last_row;     // samples under the last tile of a row, of a column
  int64_t columns;                   // input columns under a row of tiles
  int64_t rows;                      // tile rows of a strip
  int64_t block;                     // outputs whose points are in scratch together
  int64_t padded_inputs;             // rounded up to whole lane vectors
  int64_t data, result, turned;      // floats: samples' points, outputs' points, turned samples
} winograd_plan;

INLINE int64_t winograd_at_least(int64_t value, int64_t least) {
  return value < least ? least : value;
}

INLINE int64_t winograd_at_most(int64_t value, int64_t most) { return value < most ? value : most; }

INLINE winograd_plan winograd_make_plan(
    int64_t inputs, int64_t outputs, convolume_window window, int64_t tile_rows) {
  const int64_t side = WINOGRAD_SAMPLES + 1 - window.kernel;
  winograd_plan plan;
  plan.side = side;
  plan.across = (window.output_width + side - 1) / side;
  plan.down = (window.output_height + side - 1) / side;
  plan.last_column = window.output_width - side * (plan.across - 1) + window.kernel - 1;
  plan.last_row = window.output_height - side * (plan.down - 1) + window.kernel - 1;
  plan.columns = side * (plan.across - 1) + plan.last_column;
  plan.padded_inputs = (inputs + 15) / 16 * 16;
  const int64_t row = WINOGRAD_POINTS * plan.padded_inputs * plan.across * 16;
  plan.rows = winograd_at_most(tile_rows, winograd_at_least(WINOGRAD_STRIP / row, 1));
  const int64_t tiles = plan.rows * plan.across;
  const int64_t one = WINOGRAD_POINTS * tiles * 16;
  const int64_t steps = winograd_at_least(WINOGRAD_BLOCK / one / WINOGRAD_ROWS, 1);
  plan.block = winograd_at_most(steps * WINOGRAD_ROWS, outputs);
  plan.data = WINOGRAD_POINTS * (plan.padded_inputs * tiles * 16 + 16);
  plan.result = WINOGRAD_POINTS * (plan.block * tiles * 16 + 16);
  plan.turned = (side * (plan.rows - 1) + WINOGRAD_SAMPLES) * window.width * 256;
  return plan;
}

// The tiles of a strip, in an order in which those that need a point are always neighbours: the
// last tiles of whole rows, if these have fewer points; the tiles with all points; then the last
// row, if it has fewer, and its last tile.
typedef struct {
  int64_t rows, tiles;
  int64_t last_column, last_row;     // samples under the strip's last tiles
  int64_t whole_across, whole_rows;  // tiles with all points, in a row and in a column
  int64_t right, inner, below;       // tiles of each kind, but for the last
} winograd_strip;

INLINE winograd_strip winograd_make_strip(const winograd_plan *plan, int64_t first, int64_t rows) {
  winograd_strip strip;
  strip.rows = rows;
  strip.tiles = rows * plan->across;
  strip.last_column = plan->last_column;
  strip.last_row = first + rows == plan->down ? plan->last_row : WINOGRAD_SAMPLES;
  const int64_t narrow = strip.last_column < WINOGRAD_SAMPLES;
  const int64_t low = strip.last_row < WINOGRAD_SAMPLES;
  strip.whole_across = plan->across - narrow;
  strip.whole_rows = rows - low;
  strip.right = narrow * strip.whole_rows;
  strip.inner = strip.whole_rows * strip.whole_across;
  strip.below = low * strip.whole_across;
  return strip;
}

INLINE int64_t winograd_place(const winograd_strip *strip, int64_t row, int64_t column) {
  if (column < strip->whole_across) return strip->right + row * strip->whole_across + column;
  return row < strip->whole_rows ? row : strip->tiles - 1;
}

// The places of the tiles that need point i of their rows and point j of their columns.
INLINE int64_t winograd_first_place(const winograd_strip *strip, int j) {
  return winograd_needs(strip->last_column, j) ? 0 : strip->right;
}

INLINE int64_t winograd_end_place(const winograd_strip *strip, int i, int j) {
  const int64_t whole = strip->right + strip->inner;
  if (!winograd_needs(strip->last_row, i)) return whole;
  return winograd_needs(strip->last_column, j) ? strip->tiles : whole + strip->below;
}

int64_t KERNEL(convolume_winograd_tile_rows)(convolume_window window) {
  const int64_t side = WINOGRAD_SAMPLES + 1 - window.kernel;
  return (window.output_height + side - 1) / side;
}

int64_t KERNEL(convolume_winograd_scratch)(
    int64_t inputs, int64_t outputs, convolume_window window, int64_t tile_rows) {
  const winograd_plan plan = winograd_make_plan(inputs, outputs, window, tile_rows);
  return plan.data + plan.result + plan.turned + WINOGRAD_SAMPLES * plan.columns * 16;
}

// MARK: Samples

// The points of row `row` of the strip, which is row `tile_row` of all tiles, for one vector of
// lanes. `image` starts at row `first_row` of the input; `columns` keeps 6 rows of `plan.columns`
// vectors, so that each column is transformed once for all tiles over it.
INLINE void winograd_transform_samples(
    const float *image, int64_t first_row, int64_t row_step, int64_t column_step,
    convolume_window window, const winograd_plan *plan, const winograd_strip *strip,
    int64_t tile_row, int64_t row, vector *columns, float *points, int64_t point_step,
    int64_t tile_step) {
  static const float nothing[16] = {0};
  const float *rows[6];
  int64_t steps[6];
  const int64_t count = row < strip->whole_rows ? WINOGRAD_SAMPLES : strip->last_row;
  for (int i = 0; i < 6; i++) {
    const int64_t y = tile_row * plan->side - window.top + i;
    const int inside = y >= 0 && y < window.height && i < count;
    rows[i] = inside ? image + (y - first_row) * row_step : nothing;
    steps[i] = inside ? column_step : 0;
  }
  for (int64_t x = 0; x < plan->columns; x++) {
    const int64_t column = x - window.left;
    vector samples[6], transformed[6] = {0};
    if (column >= 0 && column < window.width) {
      for (int i = 0; i < 6; i++) samples[i] = *(const vector *)(rows[i] + column * steps[i]);
      winograd_interpolate(samples, count, transformed);
    }
    for (int i = 0; i < 6; i++) columns[i * plan->columns + x] = transformed[i];
  }
  for (int64_t t = 0; t < plan->across; t++) {
    const int64_t samples = t < strip->whole_across ? WINOGRAD_SAMPLES : strip->last_column;
    float *target = points + winograd_place(strip, row, t) * tile_step;
    const vector *source = columns + t * plan->side;
    for (int i = 0; i < 6; i++, source += plan->columns, target += 6 * point_step) {
      if (!winograd_needs(count, i)) continue;
      vector transformed[6];
      winograd_interpolate(source, samples, transformed);
      for (int j = 0; j < 6; j++) {
        if (winograd_needs(samples, j)) *(vector *)(target + j * point_step) = transformed[j];
      }
    }
  }
}

// MARK: Convolution

// The outputs of one tile from its points: `rows` x `columns` of them.
INLINE void winograd_write_tile(
    const float *points, int64_t point_step, int64_t kernel, int64_t rows, int64_t columns,
    vector bias, int rectify, float *output, int64_t row_step) {
  vector half[4][6];
#pragma clang loop unroll(full)
  for (int j = 0; j < 6; j++) {
    vector values[6], sums[4];
    if (!winograd_needs(columns + kernel - 1, j)) {
      for (int i = 0; i < 4; i++) half[i][j] = 0;
      continue;
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 6; i++) {
      values[i] = 0;
      if (winograd_needs(rows + kernel - 1, i)) {
        values[i] = *(const vector *)(points + (i * 6 + j) * point_step);
      }
    }
    winograd_gather(values, rows, sums);
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
      if (i < rows) half[i][j] = sums[i];
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    if (i >= rows) break;
    vector sums[4];
    winograd_gather(half[i], columns, sums);
#pragma clang loop unroll(full)
    for (int j = 0; j < 4; j++) {
      if (j >= columns) break;
      vector value = sums[j] + bias;
      // Written so that NaN stays NaN.
      if (rectify) value = value < 0 ? 0 : value;
      *(vector *)(output + i * row_step + j * 16) = value;
    }
  }
}

// The same for a tile at the edge, whose sizes are not known when this is compiled.
static __attribute__((noinline)) void winograd_write_edge_tile(
    const float *points, int64_t point_step, int64_t kernel, int64_t rows, int64_t columns,
    vector bias, int rectify, float *output, int64_t row_step) {
  winograd_write_tile(
      points, point_step, kernel, rows, columns, bias, rectify, output, row_step);
}

INLINE void winograd_write_tiles(
    const float *result, int64_t result_step, const int64_t kernel, const float *bias,
    int64_t first, int64_t count, convolume_window window, const winograd_plan *plan,
    const winograd_strip *strip, int64_t tile_row, int rectify, float *output) {
  const int64_t side = WINOGRAD_SAMPLES + 1 - kernel, row_step = window.output_width * 16;
  for (int64_t o = 0; o < count; o++) {
    const float shift = bias ? bias[first + o] : 0;
    float *channel = output + (first + o) * window.output_height * row_step;
    for (int64_t row = 0; row < strip->rows; row++) {
      for (int64_t column = 0; column < plan->across; column++) {
        const int64_t y = (tile_row + row) * side, x = column * side;
        const int64_t rows = winograd_at_most(window.output_height - y, side);
        const int64_t columns = winograd_at_most(window.output_width - x, side);
        const float *points = result + (o * strip->tiles + winograd_place(strip, row, column)) * 16;
        float *target = channel + y * row_step + x * 16;
        for (int l = 0; l < 16; l += VECTOR) {
          if (rows == side && columns == side) {
            winograd_write_tile(
                points + l, result_step, kernel, side, side, (vector)shift, rectify, target + l,
                row_step);
          } else {
            winograd_write_edge_tile(
                points + l, result_step, kernel, rows, columns, (vector)shift, rectify, target + l,
                row_step);
          }
        }
      }
    }
  }
}

void KERNEL(convolume_winograd_convolve)(
    const float *input, int64_t inputs, const float *points, const float *bias, int64_t outputs,
    convolume_window window, int64_t first_tile_row, int64_t tile_rows, int rectify,
    float *scratch, float *output) {
  const winograd_plan plan = winograd_make_plan(inputs, outputs, window, tile_rows);
  float *data = scratch, *result = data + plan.data;
  vector *columns = (vector *)(result + plan.result + plan.turned);
  for (int64_t done = 0; done < tile_rows; done += plan.rows) {
    const int64_t rows = winograd_at_most(plan.rows, tile_rows - done);
    const int64_t first = first_tile_row + done, tiles = rows * plan.across;
    const winograd_strip strip = winograd_make_strip(&plan, first, rows);
    const int64_t data_step = inputs * tiles * 16 + 16;
    for (int64_t c = 0; c < inputs; c++) {
      for (int64_t row = 0; row < rows; row++) {
        for (int l = 0; l < LANE_VECTORS; l++) {
          winograd_transform_samples(
              input + c * window.height * window.width * 16 + l * VECTOR, 0, window.width * 16, 16,
              window, &plan, &strip, first + row, row, columns,
              data + c * tiles * 16 + l * VECTOR, data_step, 16);
        }
      }
    }
    for (int64_t o = 0; o < outputs; o += plan.block) {
      const int64_t count = winograd_at_most(plan.block, outputs - o);
      const int64_t result_step = count * tiles * 16 + 16;
      for (int p = 0; p < WINOGRAD_POINTS; p++) {
        const int64_t place = winograd_first_place(&strip, p % 6) * 16;
        const int64_t end = winograd_end_place(&strip, p / 6, p % 6) * 16;
        if (place == end) continue;
        const convolume_panel_product product = {
            .left = points + (p * outputs + o) * inputs,
            .left_row = inputs,
            .left_step = 1,
            .right = data + p * data_step + place,
            .right_step = tiles * 16,
            .right_vector = 16,
            .result = result + p * result_step + place,
            .result_row = tiles * 16,
            .result_vector = 16,
            .rows = count,
            .columns = end - place,
            .depth = inputs,
            .accumulate = 0};
        KERNEL(convolume_multiply_panel)(&product);
      }
      if (window.kernel == 3) {
        winograd_write_tiles(
            result, result_step, 3, bias, o, count, window, &plan, &strip, first, rectify, output);
      } else {
        winograd_write_tiles(
            result, result_step, 5, bias, o, count, window, &plan, &strip, first, rectify, output);
      }
    }
  }
}

// MARK: Gradient of the filters

// turned[pixel][lane][c] = input[c][pixel][lane] for sixteen channels, zero past the last.
INLINE void winograd_turn_samples(
    const float *input, int64_t channels, int64_t channel_step, int64_t pixels, float *turned) {
  for (int64_t pixel = 0; pixel < pixels; pixel++) {
    for (int c = 0; c < 16; c += VECTOR) {
      for (int lane = 0; lane < 16; lane += VECTOR) {
        vector square[VECTOR], columns[VECTOR];
#pragma clang loop unroll(full)
        for (int i = 0; i < VECTOR; i++) {
          square[i] = c + i < channels
              ? *(const vector *)(input + (c + i) * channel_step + pixel * 16 + lane)
              : (vector)0;
        }
        transpose(square, columns);
#pragma clang loop unroll(full)
        for (int i = 0; i < VECTOR; i++) {
          *(vector *)(turned + (pixel * 16 + lane + i) * 16 + c) = columns[i];
        }
      }
    }
  }
}

// The points of one tile of the upstream gradient, which has so many rows and columns.
INLINE void winograd_read_tile(
    const float *upstream, int64_t row_step, int64_t kernel, int64_t rows, int64_t columns,
    float *points, int64_t point_step) {
  vector half[6][4];
#pragma clang loop unroll(full)
  for (int j = 0; j < 4; j++) {
    if (j >= columns) break;
    vector values[4], transformed[6];
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
      if (i < rows) values[i] = *(const vector *)(upstream + i * row_step + j * 16);
    }
    winograd_evaluate(values, rows, transformed);
    for (int i = 0; i < 6; i++) half[i][j] = transformed[i];
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 6; i++) {
    if (!winograd_needs(rows + kernel - 1, i)) continue;
    vector transformed[6];
    winograd_evaluate(half[i], columns, transformed);
#pragma clang loop unroll(full)
    for (int j = 0; j < 6; j++) {
      if (winograd_needs(columns + kernel - 1, j)) {
        *(vector *)(points + (i * 6 + j) * point_step) = transformed[j];
      }
    }
  }
}

static __attribute__((noinline)) void winograd_read_edge_tile(
    const float *upstream, int64_t row_step, int64_t kernel, int64_t rows, int64_t columns,
    float *points, int64_t point_step) {
  winograd_read_tile(upstream, row_step, kernel, rows, columns, points, point_step);
}

INLINE void winograd_read_tiles(
    const float *upstream, const int64_t kernel, int64_t count, convolume_window window,
    const winograd_plan *plan, const winograd_strip *strip, int64_t tile_row, float *points,
    int64_t point_step) {
  const int64_t side = WINOGRAD_SAMPLES + 1 - kernel, row_step = window.output_width * 16;
  for (int64_t o = 0; o < count; o++) {
    const float *channel = upstream + o * window.output_height * row_step;
    for (int64_t row = 0; row < strip->rows; row++) {
      for (int64_t column = 0; column < plan->across; column++) {
        const int64_t y = (tile_row + row) * side, x = column * side;
        const int64_t rows = winograd_at_most(window.output_height - y, side);
        const int64_t columns = winograd_at_most(window.output_width - x, side);
        const float *source = channel + y * row_step + x * 16;
        float *target = points + (o * strip->tiles + winograd_place(strip, row, column)) * 16;
        for (int l = 0; l < 16; l += VECTOR) {
          if (rows == side && columns == side) {
            winograd_read_tile(source + l, row_step, kernel, side, side, target + l, point_step);
          } else {
            winograd_read_edge_tile(
                source + l, row_step, kernel, rows, columns, target + l, point_step);
          }
        }
      }
    }
  }
}

void KERNEL(convolume_winograd_weight_gradient)(
    const float *upstream, int64_t outputs, const float *input, int64_t inputs,
    convolume_window window, int64_t first_tile_row, int64_t tile_rows, float *scratch,
    float *sums) {
  const winograd_plan plan = winograd_make_plan(inputs, outputs, window, tile_rows);
  const int64_t pixels = window.height * window.width, row_floats = window.width * 16;
  float *data = scratch, *result = data + plan.data, *turned = result + plan.result;
  vector *columns = (vector *)(turned + plan.turned);
  for (int64_t done = 0; done < tile_rows; done += plan.rows) {
    const int64_t rows = winograd_at_most(plan.rows, tile_rows - done);
    const int64_t first = first_tile_row + done, tiles = rows * plan.across;
    const winograd_strip strip = winograd_make_strip(&plan, first, rows);
    const int64_t data_step = plan.padded_inputs * tiles * 16 + 16;
    // The right matrix of the products has the channels abreast, so the samples are turned first:
    // the input rows under this strip, sixteen channels at a time.
    const int64_t low = winograd_at_least(first * plan.side - window.top, 0);
    const int64_t high = winograd_at_most(
        (first + rows - 1) * plan.side - window.top + WINOGRAD_SAMPLES, window.height);
    for (int64_t c = 0; c < inputs; c += 16) {
      if (high > low) {
        winograd_turn_samples(
            input + c * pixels * 16 + low * row_floats, inputs - c, pixels * 16,
            (high - low) * window.width, turned);
      }
      for (int64_t row = 0; row < rows; row++) {
        for (int64_t l = 0; l < 16 * LANE_VECTORS; l++) {
          const int64_t lane = l / LANE_VECTORS, part = l % LANE_VECTORS * VECTOR;
          winograd_transform_samples(
              turned + lane * 16 + part, low, row_floats * 16, 256, window, &plan, &strip,
              first + row, row, columns, data + lane * plan.padded_inputs + c + part, data_step,
              16 * plan.padded_inputs);
        }
      }
    }
    for (int64_t o = 0; o < outputs; o += plan.block) {
      const int64_t count = winograd_at_most(plan.block, outputs - o);
      const int64_t result_step = count * tiles * 16 + 16;
      const float *channels = upstream + o * window.output_height * window.output_width * 16;
      if (window.kernel == 3) {
        winograd_read_tiles(channels, 3, count, window, &plan, &strip, first, result, result_step);
      } else {
        winograd_read_tiles(channels, 5, count, window, &plan, &strip, first, result, result_step);
      }
      for (int p = 0; p < WINOGRAD_POINTS; p++) {
        const int64_t place = winograd_first_place(&strip, p % 6) * 16;
        const int64_t end = winograd_end_place(&strip, p / 6, p % 6) * 16;
        if (place == end) continue;
        const convolume_panel_product product = {
            .left = result + p * result_step + place,
            .left_row = tiles * 16,
            .left_step = 1,
            .right = data + p * data_step + place * plan.padded_inputs,
            .right_step = plan.padded_inputs,
            .right_vector = 16,
            .result = sums + (p * outputs + o) * inputs,
            .result_row = inputs,
            .result_vector = 16,
            .rows = count,
            .columns = inputs,
            .depth = end - place,
            .accumulate = 1};
        KERNEL(convolume_multiply_panel)(&product);
      }
    }
  }
}

// MARK: Filters

// The points of the filters of VECTOR channels, from the taps [k][k] of these channels abreast.
INLINE void winograd_transform_filters(
    const vector *taps, int kernel, vector points[36]) {
  vector half[6][5];
#pragma clang loop unroll(full)
  for (int s = 0; s < kernel; s++) {
    vector column[5], transformed[6];
    for (int r = 0; r < kernel; r++) column[r] = taps[r * kernel + s];
    winograd_evaluate(column, kernel, transformed);
    for (int i = 0; i < 6; i++) half[i][s] = transformed[i];
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 6; i++) {
    vector transformed[6];
    winograd_evaluate(half[i], kernel, transformed);
    for (int j = 0; j < 6; j++) {
      points[i * 6 + j] = (float)(winograd_share(i) * winograd_share(j)) * transformed[j];
    }
  }
}

// The transposed of it.
INLINE void winograd_transform_sums(
    const vector points[36], int kernel, vector *taps) {
  vector half[5][6];
#pragma clang loop unroll(full)
  for (int j = 0; j < 6; j++) {
    vector column[6], sums[5];
    for (int i = 0; i < 6; i++) {
      column[i] = (float)(winograd_share(i) * winograd_share(j)) * points[i * 6 + j];
    }
    winograd_gather(column, kernel, sums);
    for (int r = 0; r < kernel; r++) half[r][j] = sums[r];
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < kernel; r++) winograd_gather(half[r], kernel, taps + r * kernel);
}

void KERNEL(convolume_winograd_filters)(
    const float *weight, int64_t outputs, int64_t inputs, int64_t kernel, int turned,
    int64_t first, int64_t count, float *points) {
  const int64_t taps = kernel * kernel;
  // Turned, the input's channels are the rows and the outputs stand abreast.
  const int64_t rows = turned ? inputs : outputs, abreast = turned ? outputs : inputs;
  const int64_t row_step = turned ? taps : inputs * taps, step = turned ? inputs * taps : taps;
  for (int64_t row = first; row < first + count; row++) {
    for (int64_t c = 0; c < abreast; c += VECTOR) {
      const int64_t filled = winograd_at_most(VECTOR, abreast - c);
      float values[25][VECTOR] = {0};
      vector transformed[WINOGRAD_POINTS];
      const float *filters = weight + row * row_step + c * step;
      for (int64_t l = 0; l < filled; l++) {
        for (int64_t tap = 0; tap < taps; tap++) {
          values[turned ? taps - 1 - tap : tap][l] = filters[l * step + tap];
        }
      }
      if (kernel == 3) {
        winograd_transform_filters((const vector *)values, 3, transformed);
      } else {
        winograd_transform_filters((const vector *)values, 5, transformed);
      }
      for (int64_t p = 0; p < WINOGRAD_POINTS; p++) {
        float *target = points + (p * rows + row) * abreast + c;
        if (filled == VECTOR) {
          *(vector *)target = transformed[p];
        } else {
          for (int64_t l = 0; l < filled; l++) target[l] = transformed[p][l];
        }
      }
    }
  }
}

void KERNEL(convolume_winograd_filter_gradient)(
    const float *sums, int64_t outputs, int64_t inputs, int64_t kernel, int64_t first,
    int64_t count, float *gradient) {
  const int64_t taps = kernel * kernel;
  for (int64_t o = first; o < first + count; o++) {
    for (int64_t c = 0; c < inputs; c += VECTOR) {
      const int64_t filled = winograd_at_most(VECTOR, inputs - c);
      vector points[WINOGRAD_POINTS];
      float values[25][VECTOR];
      for (int64_t p = 0; p < WINOGRAD_POINTS; p++) {
        const float *source = sums + (p * outputs + o) * inputs + c;
        if (filled == VECTOR) {
          points[p] = *(const vector *)source;
        } else {
          points[p] = (vector)0;
          for (int64_t l = 0; l < filled; l++) points[p][l] = source[l];
        }
      }
      if (kernel == 3) {
        winograd_transform_sums(points, 3, (vector *)values);
      } else {
        winograd_transform_sums(points, 5, (vector *)values);
      }
      float *target = gradient + (o * inputs + c) * taps;
      for (int64_t l = 0; l < filled; l++) {
        for (int64_t tap = 0; tap < taps; tap++) target[l * taps + tap] = values[tap][l];
      }
    }
  }
}
