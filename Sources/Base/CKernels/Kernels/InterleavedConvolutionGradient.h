// The gradient of a convolution's filters, over sixteen interleaved images: one sum for each tap
// and each lane, which are added up over the lanes when all images are done.
//
// Every sum adds its products in an order that the shape alone decides: pixels row by row, in
// portions.

enum { TALLEST_BLOCK_OF_TAPS = 4 };

// MARK: One block

typedef struct {
  int64_t rows, columns;                  // of output pixels
  int64_t input_row, input_column;        // floats from one pixel to the next in the input
  int64_t upstream_row, upstream_plane;   // and in the upstream gradient
  int64_t filter;                         // floats from one output's sums to the next
} block_of_taps;

// source and target: where each tap's first pixel and its sum are, counted in floats.
INLINE void gradient_block(
    const int outputs, const int taps, const block_of_taps *block, const float *upstream,
    const float *input, float *sums, const int64_t *source, const int64_t *target) {
  const block_of_taps b = *block;
  for (int lane = 0; lane < CONVOLUME_BLOCK_SIZE; lane += VECTOR) {
    vector sum[TALLEST_BLOCK][WIDEST_BLOCK];
    const float *tap[WIDEST_BLOCK];
#pragma clang loop unroll(full)
    for (int t = 0; t < taps; t++) {
      tap[t] = input + source[t] + lane;
#pragma clang loop unroll(full)
      for (int o = 0; o < outputs; o++) {
        sum[o][t] = (vector)0;
        // Wanted after the loop; they may have to come from far away.
        __builtin_prefetch(sums + o * b.filter + target[t], 1);
      }
    }
    for (int64_t row = 0; row < b.rows; row++) {
      const float *slope = upstream + row * b.upstream_row + lane;
      int64_t place = row * b.input_row;
      for (int64_t column = 0; column < b.columns; column++) {
        vector value[WIDEST_BLOCK];
#pragma clang loop unroll(full)
        for (int t = 0; t < taps; t++) value[t] = *(const vector *)(tap[t] + place);
#pragma clang loop unroll(full)
        for (int o = 0; o < outputs; o++) {
          const vector factor = *(const vector *)(slope + o * b.upstream_plane);
#pragma clang loop unroll(full)
          for (int t = 0; t < taps; t++) sum[o][t] += value[t] * factor;
        }
        slope += CONVOLUME_BLOCK_SIZE;
        place += b.input_column;
      }
    }
#pragma clang loop unroll(full)
    for (int o = 0; o < outputs; o++) {
#pragma clang loop unroll(full)
      for (int t = 0; t < taps; t++) {
        *(vector *)(sums + o * b.filter + target[t] + lane) += sum[o][t];
      }
    }
  }
}

// A size that this build has no registers for compiles to nothing.
#define BLOCK_OF_TAPS(outputs, taps) \
  static void gradient_##outputs##x##taps( \
      const block_of_taps *block, const float *upstream, const float *input, float *sums, \
      const int64_t *source, const int64_t *target) { \
    if (taps > widest_block(outputs)) return; \
    gradient_block(outputs, taps, block, upstream, input, sums, source, target); \
  }
EVERY_LOW_BLOCK(BLOCK_OF_TAPS)

typedef void (*taps_function)(
    const block_of_taps *, const float *, const float *, float *, const int64_t *,
    const int64_t *);
#define TAPS_ENTRY(outputs, taps) [outputs][taps] = gradient_##outputs##x##taps,
static const taps_function blocks_of_taps[TALLEST_BLOCK_OF_TAPS + 1][WIDEST_BLOCK + 1] = {
    EVERY_LOW_BLOCK(TAPS_ENTRY)};

// MARK: Which block comes when

// Taps tap_rows x tap_columns of a few channels, which all see the output pixels rows x columns.
static void gradient_rectangle(
    const float *upstream, int64_t height, const float *input, int64_t inputs, convolume_window w,
    span channels, span rows, span columns, span tap_rows, span tap_columns, float *sums) {
  if (rows.first >= rows.end || columns.first >= columns.end) return;
  const block_of_taps block = {
      .rows = rows.end - rows.first,
      .columns = columns.end - columns.first,
      .input_row = w.stride * w.width * CONVOLUME_BLOCK_SIZE,
      .input_column = w.stride * CONVOLUME_BLOCK_SIZE,
      .upstream_row = w.output_width * CONVOLUME_BLOCK_SIZE,
      .upstream_plane = w.output_height * w.output_width * CONVOLUME_BLOCK_SIZE,
      .filter = inputs * w.kernel * w.kernel * CONVOLUME_BLOCK_SIZE,
  };
  const int64_t tall = tap_rows.end - tap_rows.first, wide = tap_columns.end - tap_columns.first;
  const int64_t taps = (channels.end - channels.first) * tall * wide;
  const int64_t blocks = blocks_for(taps, widest_block(height));
  const float *first_upstream =
      upstream + (rows.first * w.output_width + columns.first) * CONVOLUME_BLOCK_SIZE;
  int64_t channel = channels.first, tap_row = tap_rows.first, tap_column = tap_columns.first;
  for (int64_t i = 0; i < blocks; i++) {
    const int64_t count = dealt(i + 1, taps, blocks) - dealt(i, taps, blocks);
    int64_t source[WIDEST_BLOCK], target[WIDEST_BLOCK];
    for (int64_t t = 0; t < count; t++) {
      const int64_t y = rows.first * w.stride - w.top + tap_row * w.dilation;
      const int64_t x = columns.first * w.stride - w.left + tap_column * w.dilation;
      source[t] = ((channel * w.height + y) * w.width + x) * CONVOLUME_BLOCK_SIZE;
      target[t] = ((channel * w.kernel + tap_row) * w.kernel + tap_column) * CONVOLUME_BLOCK_SIZE;
      if (++tap_column == tap_columns.end) {
        tap_column = tap_columns.first;
        if (++tap_row == tap_rows.end) {
          tap_row = tap_rows.first;
          channel++;
        }
      }
    }
    blocks_of_taps[height][count](&block, first_upstream, input, sums, source, target);
  }
}

// Those of the output rows or columns that tap row or tap column `tap` sees inside the image.
INLINE span rows_seen(convolume_window w, int64_t tap, span rows) {
  return intersection(
      rows, indices_inside(tap * w.dilation - w.top, w.stride, w.output_height, w.height));
}

INLINE span columns_seen(convolume_window w, int64_t tap, span columns) {
  return intersection(
      columns, indices_inside(tap * w.dilation - w.left, w.stride, w.output_width, w.width));
}

enum {
  UPSTREAM_LINES = 256,        // of the outputs of one block, kept in the first-level cache
  UPSTREAM_INPUT_LINES = 192,  // of the input beside them
  RUN_LINES = 448,             // of both, in a single row
  SUM_LINES = 12000,           // kept in the second-level cache while the pixels go by
};

// All taps of a few channels, for the pixels rows x columns of a block of `height` outputs.
static void gradient_of_pixels(
    const float *upstream, int64_t height, const float *input, int64_t inputs, convolume_window w,
    span channels, span rows, span columns, float *sums) {
  int64_t tap_row_end, tap_column_end;
  for (int64_t tap_row = 0; tap_row < w.kernel; tap_row = tap_row_end) {
    const span seen_rows = rows_seen(w, tap_row, rows);
    tap_row_end = tap_row + 1;
    while (tap_row_end < w.kernel && same_span(seen_rows, rows_seen(w, tap_row_end, rows))) {
      tap_row_end++;
    }
    for (int64_t tap = 0; tap < w.kernel; tap = tap_column_end) {
      const span seen_columns = columns_seen(w, tap, columns);
      tap_column_end = tap + 1;
      while (tap_column_end < w.kernel
             && same_span(seen_columns, columns_seen(w, tap_column_end, columns))) {
        tap_column_end++;
      }
      gradient_rectangle(
          upstream, height, input, inputs, w, channels, seen_rows, seen_columns,
          (span){tap_row, tap_row_end}, (span){tap, tap_column_end}, sums);
    }
  }
}

void KERNEL(convolume_interleaved_weight_gradient)(
    const float *upstream, int64_t outputs, const float *input, int64_t inputs,
    convolume_window w, float *sums) {
  if (inputs <= 0 || w.output_height <= 0 || w.output_width <= 0) return;
  const int64_t taps = w.kernel * w.kernel, filter = inputs * taps * CONVOLUME_BLOCK_SIZE;
  const int64_t upstream_plane = w.output_height * w.output_width * CONVOLUME_BLOCK_SIZE;
  const int64_t levels = blocks_for(outputs, TALLEST_BLOCK_OF_TAPS);
  // Wide rows are cut into runs, so that their upstream gradient and two rows of input stay near.
  const int64_t runs = blocks_for(
      TALLEST_BLOCK_OF_TAPS * w.output_width + 2 * minimum(w.width, w.output_width * w.stride),
      RUN_LINES);
  const int64_t run = blocks_for(w.output_width, runs);
  const int64_t stack =
      minimum(w.output_height, maximum(1, UPSTREAM_LINES / (TALLEST_BLOCK_OF_TAPS * run)));
  const int64_t reach = (w.kernel - 1) * w.dilation + 1;
  const int64_t lines = minimum(w.height, (stack - 1) * w.stride + reach)
                        * minimum(w.width, (run - 1) * w.stride + reach);
  // Taps of one column see the same pixels, except where rows at the border come into it.
  const int64_t alike = stack < w.output_height ? w.kernel : 1;
  const int64_t group =
      maximum(blocks_for(WIDEST_BLOCK, alike), UPSTREAM_INPUT_LINES / maximum(lines, 1));
  const int64_t channel_part = maximum(group, SUM_LINES / (TALLEST_BLOCK_OF_TAPS * taps));
  const int64_t level_part =
      maximum(1, SUM_LINES / (TALLEST_BLOCK_OF_TAPS * taps * inputs));
  for (int64_t first_level = 0; first_level < levels; first_level += level_part) {
    const int64_t end_level = minimum(levels, first_level + level_part);
    for (int64_t first_channel = 0; first_channel < inputs; first_channel += channel_part) {
      const int64_t end_channel = minimum(inputs, first_channel + channel_part);
      for (int64_t row = 0; row < w.output_height; row += stack) {
        const span rows = {row, minimum(w.output_height, row + stack)};
        for (int64_t column = 0; column < w.output_width; column += run) {
          const span columns = {column, minimum(w.output_width, column + run)};
          for (int64_t level = first_level; level < end_level; level++) {
            const int64_t o = dealt(level, outputs, levels);
            const int64_t height = dealt(level + 1, outputs, levels) - o;
            for (int64_t channel = first_channel; channel < end_channel; channel += group) {
              const span channels = {channel, minimum(end_channel, channel + group)};
              gradient_of_pixels(
                  upstream + o * upstream_plane, height, input, inputs, w, channels, rows,
                  columns, sums + o * filter);
            }
          }
        }
      }
    }
  }
}

#undef BLOCK_OF_TAPS
#undef TAPS_ENTRY
