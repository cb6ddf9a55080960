// The gradient of the filters by Winograd's scheme, transposed:
//
//   gradient = E(r)^T S ((E(m) upstream) * (B^T samples))
//
// The sums over images and tiles are taken at the points: for each, a product of the matrix
// [outputs][tiles and images] and the panel [tiles and images][inputs]. Only the sums over a whole
// batch are transformed back, once.

// MARK: Sums at the points

// transposed[pixel][lane][c] = input[c][pixel][lane] for sixteen channels, zero past the last.
INLINE void winograd_transpose_samples(
    const float *input, int64_t channels, int64_t channel_step, int64_t pixels, float *transposed) {
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
          *(vector *)(transposed + (pixel * 16 + lane + i) * 16 + c) = columns[i];
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
        const int64_t rows = minimum(window.output_height - y, side);
        const int64_t columns = minimum(window.output_width - x, side);
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
    const float *upstream, int64_t outputs, int64_t first_output, int64_t output_count,
    const float *input, int64_t inputs, convolume_window window, int64_t first_tile_row,
    int64_t tile_rows, float *scratch, float *sums) {
  const winograd_plan plan = winograd_make_plan(inputs, outputs, window, tile_rows);
  const int64_t pixels = window.height * window.width, row_floats = window.width * 16;
  float *data = scratch, *result = data + plan.data, *transposed = result + plan.result;
  vector *columns = (vector *)(transposed + plan.transposed);
  for (int64_t done = 0; done < tile_rows; done += plan.rows) {
    const int64_t rows = minimum(plan.rows, tile_rows - done);
    const int64_t first = first_tile_row + done, tiles = rows * plan.across;
    const winograd_strip strip = winograd_make_strip(&plan, first, rows);
    const int64_t data_step = plan.padded_inputs * tiles * 16 + 16;
    // The right matrix of the products has the channels side by side, so the samples are transposed
    // first: the input rows under this strip, sixteen channels at a time.
    const int64_t low = maximum(first * plan.side - window.top, 0);
    const int64_t high = minimum(
        (first + rows - 1) * plan.side - window.top + WINOGRAD_SAMPLES, window.height);
    for (int64_t c = 0; c < inputs; c += 16) {
      if (high > low) {
        winograd_transpose_samples(
            input + c * pixels * 16 + low * row_floats, inputs - c, pixels * 16,
            (high - low) * window.width, transposed);
      }
      for (int64_t row = 0; row < rows; row++) {
        for (int64_t l = 0; l < 16 * BLOCK_VECTORS; l++) {
          const int64_t lane = l / BLOCK_VECTORS, part = l % BLOCK_VECTORS * VECTOR;
          winograd_transform_samples(
              transposed + lane * 16 + part, low, row_floats * 16, 256, window, &plan, &strip,
              first + row, row, columns, data + lane * plan.padded_inputs + c + part, data_step,
              16 * plan.padded_inputs);
        }
      }
    }
    const int64_t end_output = first_output + output_count;
    for (int64_t o = first_output; o < end_output; o += plan.block) {
      const int64_t count = minimum(plan.block, end_output - o);
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

// MARK: Back to the taps

// The taps [k][k] of VECTOR channels side by side, from the sums at the points: the transposed
// transform of the filters.
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

void KERNEL(convolume_winograd_filter_gradient)(
    const float *sums, int64_t outputs, int64_t inputs, int64_t kernel, int64_t first,
    int64_t count, float *gradient) {
  const int64_t taps = kernel * kernel;
  for (int64_t o = first; o < first + count; o++) {
    for (int64_t c = 0; c < inputs; c += VECTOR) {
      const int64_t filled = minimum(VECTOR, inputs - c);
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
