// Winograd's convolution: the filters' points times the samples' points, transformed back.
//
//   outputs = E(m)^T ((S E(r) filter) * (B^T samples))
//
// The filters are transformed once for all images; what is between them and a strip of tiles is,
// for each point, a product of the matrix [outputs][inputs] and the panel [inputs][tiles].

// MARK: Filters

// The points of the filters of VECTOR channels, from the taps [k][k] of these, side by side.
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

void KERNEL(convolume_winograd_filters)(
    const float *weight, int64_t outputs, int64_t inputs, int64_t kernel, int flipped,
    int64_t first, int64_t count, float *points) {
  const int64_t taps = kernel * kernel;
  // Flipped, the input's channels are the rows and the outputs stand side by side.
  const int64_t rows = flipped ? inputs : outputs, across = flipped ? outputs : inputs;
  const int64_t row_step = flipped ? taps : inputs * taps, step = flipped ? inputs * taps : taps;
  for (int64_t row = first; row < first + count; row++) {
    for (int64_t c = 0; c < across; c += VECTOR) {
      const int64_t filled = minimum(VECTOR, across - c);
      float values[25][VECTOR] = {0};
      vector transformed[WINOGRAD_POINTS];
      const float *filters = weight + row * row_step + c * step;
      for (int64_t l = 0; l < filled; l++) {
        for (int64_t tap = 0; tap < taps; tap++) {
          values[flipped ? taps - 1 - tap : tap][l] = filters[l * step + tap];
        }
      }
      if (kernel == 3) {
        winograd_transform_filters((const vector *)values, 3, transformed);
      } else {
        winograd_transform_filters((const vector *)values, 5, transformed);
      }
      for (int64_t p = 0; p < WINOGRAD_POINTS; p++) {
        float *target = points + (p * rows + row) * across + c;
        if (filled == VECTOR) {
          *(vector *)target = transformed[p];
        } else {
          for (int64_t l = 0; l < filled; l++) target[l] = transformed[p][l];
        }
      }
    }
  }
}

// MARK: Outputs

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
        const int64_t rows = minimum(window.output_height - y, side);
        const int64_t columns = minimum(window.output_width - x, side);
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
    int64_t first_output, int64_t output_count, convolume_window window, int64_t first_tile_row,
    int64_t tile_rows, int rectify, float *scratch, float *output) {
  const int64_t end_output = first_output + output_count;
  const winograd_plan plan = winograd_make_plan(inputs, outputs, window, tile_rows);
  float *data = scratch, *result = data + plan.data;
  vector *columns = (vector *)(result + plan.result + plan.transposed);
  for (int64_t done = 0; done < tile_rows; done += plan.rows) {
    const int64_t rows = minimum(plan.rows, tile_rows - done);
    const int64_t first = first_tile_row + done, tiles = rows * plan.across;
    const winograd_strip strip = winograd_make_strip(&plan, first, rows);
    const int64_t data_step = inputs * tiles * 16 + 16;
    for (int64_t c = 0; c < inputs; c++) {
      for (int64_t row = 0; row < rows; row++) {
        for (int l = 0; l < BLOCK_VECTORS; l++) {
          winograd_transform_samples(
              input + c * window.height * window.width * 16 + l * VECTOR, 0, window.width * 16, 16,
              window, &plan, &strip, first + row, row, columns,
              data + c * tiles * 16 + l * VECTOR, data_step, 16);
        }
      }
    }
    for (int64_t o = first_output; o < end_output; o += plan.block) {
      const int64_t count = minimum(plan.block, end_output - o);
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
