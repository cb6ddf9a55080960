// Convolution of sixteen images abreast, and the gradient of its filters. The weights are single
// numbers that multiply whole vectors; nothing is copied, padded or rearranged first.
//
// Both loops keep a block of sums in registers: a few outputs times a few pixels (forward), or
// times a few taps (gradient). Each number read then takes part in several products, and the
// arithmetic stays ahead of the loads. Every sum adds its products in an order that the shape
// alone decides: forward, channels, then tap rows, then tap columns; in the gradient, pixels row by
// row, in portions.

typedef struct {
  int64_t first, end;
} lane_span;

INLINE int same_span(lane_span a, lane_span b) {
  return a.first == b.first && a.end == b.end;
}

INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
INLINE int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

// Those of 0 ..< count for which start + index * step lies in 0 ..< length.
INLINE lane_span places_inside(
    int64_t start, int64_t step, int64_t count, int64_t length) {
  const int64_t first = start >= 0 ? 0 : (-start + step - 1) / step;
  const int64_t end = start >= length ? 0 : least(count, (length - 1 - start) / step + 1);
  return first < end ? (lane_span){first, end} : (lane_span){0, 0};
}

// Blocks are so many outputs tall at most, and as wide as registers allow: the sums, one row of
// values and one factor must fit. A single pixel takes many outputs: a sum must not have to wait
// for its last product.
enum { TALLEST_BLOCK = 12, WIDEST_BLOCK = 6 };

INLINE int widest_block(int64_t outputs) {
#if REGISTERS == 32
  return outputs <= 4 ? 6 : outputs <= 6 ? 4 : 2;
#elif VECTOR == 8
  return outputs <= 1 ? 6 : outputs <= 2 ? 4 : outputs <= 4 ? 3 : outputs <= 6 ? 2 : 1;
#else
  return outputs <= 1 ? 4 : outputs <= 2 ? 3 : outputs <= 6 ? 2 : 1;
#endif
}

INLINE int tallest_block_of_pixels(int64_t pixels) {
#if REGISTERS == 32
  return pixels > 4 ? 4 : pixels > 2 ? 6 : 12;
#else
  return pixels > 1 ? 6 : 12;
#endif
}

enum { TALLEST_BLOCK_OF_TAPS = 4 };

INLINE int64_t blocks_for(int64_t count, int64_t size) { return (count + size - 1) / size; }

// Where block `index` starts when `count` things are dealt evenly to `blocks` blocks.
INLINE int64_t dealt(int64_t index, int64_t count, int64_t blocks) {
  return index * count / blocks;
}

// MARK: Forward

typedef struct {
  int64_t channels, plane;                     // input channels, and floats from one to the next
  int64_t tap_rows, tap_columns;
  int64_t row_step, column_step;               // floats from one tap to the next in the input
  int64_t filter, filter_plane, filter_row;    // floats from one output, channel, row of weights
  int64_t output_plane;
  int from_bias, rectify;
} block_of_pixels;

// source and target: where each pixel's first tap and its result are, counted in floats.
INLINE void convolve_block(
    const int outputs, const int pixels, const block_of_pixels *block, const float *input,
    const float *weight, const float *bias, float *output, const int64_t *source,
    const int64_t *target) {
  const block_of_pixels b = *block;
  for (int lane = 0; lane < CONVOLUME_LANES; lane += VECTOR) {
    vector sum[TALLEST_BLOCK][WIDEST_BLOCK];
#pragma clang loop unroll(full)
    for (int o = 0; o < outputs; o++) {
#pragma clang loop unroll(full)
      for (int p = 0; p < pixels; p++) {
        if (b.from_bias) {
          sum[o][p] = (vector)(bias ? bias[o] : 0);
        } else {
          sum[o][p] = *(const vector *)(output + o * b.output_plane + target[p] + lane);
        }
      }
    }
    const float *pixel[WIDEST_BLOCK];
#pragma clang loop unroll(full)
    for (int p = 0; p < pixels; p++) pixel[p] = input + source[p] + lane;
    for (int64_t channel = 0; channel < b.channels; channel++) {
      for (int64_t row = 0; row < b.tap_rows; row++) {
        const float *factors = weight + channel * b.filter_plane + row * b.filter_row;
        int64_t place = channel * b.plane + row * b.row_step;
        for (int64_t column = 0; column < b.tap_columns; column++) {
          vector value[WIDEST_BLOCK];
#pragma clang loop unroll(full)
          for (int p = 0; p < pixels; p++) value[p] = *(const vector *)(pixel[p] + place);
#pragma clang loop unroll(full)
          for (int o = 0; o < outputs; o++) {
            const float factor = factors[o * b.filter + column];
#pragma clang loop unroll(full)
            for (int p = 0; p < pixels; p++) sum[o][p] += value[p] * factor;
          }
          place += b.column_step;
        }
      }
    }
#pragma clang loop unroll(full)
    for (int o = 0; o < outputs; o++) {
#pragma clang loop unroll(full)
      for (int p = 0; p < pixels; p++) {
        vector result = sum[o][p];
        // Not a maximum, which would turn NaN into 0.
        if (b.rectify) result = result < 0 ? (vector)0 : result;
        *(vector *)(output + o * b.output_plane + target[p] + lane) = result;
      }
    }
  }
}

// MARK: Gradient of the filters

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
  for (int lane = 0; lane < CONVOLUME_LANES; lane += VECTOR) {
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
        slope += CONVOLUME_LANES;
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

// MARK: Every size of block

#define EVERY_LOW_BLOCK(make) \
  make(1, 1) make(1, 2) make(1, 3) make(1, 4) make(1, 5) make(1, 6) \
  make(2, 1) make(2, 2) make(2, 3) make(2, 4) make(2, 5) make(2, 6) \
  make(3, 1) make(3, 2) make(3, 3) make(3, 4) make(3, 5) make(3, 6) \
  make(4, 1) make(4, 2) make(4, 3) make(4, 4) make(4, 5) make(4, 6)
#define EVERY_TALL_BLOCK(make) \
  make(5, 1) make(5, 2) make(5, 3) make(5, 4) make(6, 1) make(6, 2) make(6, 3) make(6, 4) \
  make(7, 1) make(7, 2) make(8, 1) make(8, 2) make(9, 1) make(9, 2) \
  make(10, 1) make(10, 2) make(11, 1) make(11, 2) make(12, 1) make(12, 2)

#define BLOCK_OF_PIXELS(outputs, pixels) \
  static void convolve_##outputs##x##pixels( \
      const block_of_pixels *block, const float *input, const float *weight, const float *bias, \
      float *output, const int64_t *source, const int64_t *target) { \
    if (pixels > widest_block(outputs)) return; \
    convolve_block(outputs, pixels, block, input, weight, bias, output, source, target); \
  }
EVERY_LOW_BLOCK(BLOCK_OF_PIXELS)
EVERY_TALL_BLOCK(BLOCK_OF_PIXELS)

#define BLOCK_OF_TAPS(outputs, taps) \
  static void gradient_##outputs##x##taps( \
      const block_of_taps *block, const float *upstream, const float *input, float *sums, \
      const int64_t *source, const int64_t *target) { \
    if (taps > widest_block(outputs)) return; \
    gradient_block(outputs, taps, block, upstream, input, sums, source, target); \
  }
EVERY_LOW_BLOCK(BLOCK_OF_TAPS)

typedef void (*pixels_function)(
    const block_of_pixels *, const float *, const float *, const float *, float *,
    const int64_t *, const int64_t *);
#define PIXELS_ENTRY(outputs, pixels) [outputs][pixels] = convolve_##outputs##x##pixels,
static const pixels_function blocks_of_pixels[TALLEST_BLOCK + 1][WIDEST_BLOCK + 1] = {
    EVERY_LOW_BLOCK(PIXELS_ENTRY) EVERY_TALL_BLOCK(PIXELS_ENTRY)};

typedef void (*taps_function)(
    const block_of_taps *, const float *, const float *, float *, const int64_t *,
    const int64_t *);
#define TAPS_ENTRY(outputs, taps) [outputs][taps] = gradient_##outputs##x##taps,
static const taps_function blocks_of_taps[TALLEST_BLOCK_OF_TAPS + 1][WIDEST_BLOCK + 1] = {
    EVERY_LOW_BLOCK(TAPS_ENTRY)};

// MARK: Which block comes when

// Measured on Zen 4, whose first-level cache has 512 lines and whose second-level cache has 16,384;
// a line is one number of each of sixteen images.
enum {
  INPUT_LINES = 352,  // under the pixels that all filters pass over
  FEW_TAPS = 96,      // fewer products than this do not pay for loading and storing a sum
  MOST_PIXELS = 96,   // that filters pass over at a time
};

typedef struct {
  const float *input, *weight, *bias;
  float *output;
  int64_t inputs, outputs;
  convolume_window window;
  int rectify;
} lane_convolution;

// All outputs of a few pixels that see the same taps. The channels are taken in portions: what lies
// under these pixels stays in the first-level cache while the filters pass over it.
static void convolve_segment(
    const lane_convolution *job, const int64_t *source, const int64_t *target, int64_t pixels,
    lane_span tap_rows, lane_span tap_columns, int64_t portion) {
  const convolume_window w = job->window;
  const int64_t kernel = w.kernel;
  block_of_pixels block = {
      .plane = w.height * w.width * CONVOLUME_LANES,
      .tap_rows = tap_rows.end - tap_rows.first,
      .tap_columns = tap_columns.end - tap_columns.first,
      .row_step = w.dilation * w.width * CONVOLUME_LANES,
      .column_step = w.dilation * CONVOLUME_LANES,
      .filter = job->inputs * kernel * kernel,
      .filter_plane = kernel * kernel,
      .filter_row = kernel,
      .output_plane = w.output_height * w.output_width * CONVOLUME_LANES,
  };
  const int64_t levels = blocks_for(job->outputs, tallest_block_of_pixels(pixels));
  for (int64_t channel = 0; channel < job->inputs; channel += portion) {
    block.channels = least(portion, job->inputs - channel);
    if (kernel == 1 && tap_rows.end > 0 && tap_columns.end > 0) {
      // One long loop instead of many of one turn.
      block.tap_columns = block.channels;
      block.column_step = block.plane;
      block.channels = 1;
    }
    block.from_bias = channel == 0;
    block.rectify = job->rectify && channel + portion >= job->inputs;
    const float *input = job->input + channel * block.plane;
    const float *weight =
        job->weight + channel * block.filter_plane + tap_rows.first * kernel + tap_columns.first;
    for (int64_t level = 0; level < levels; level++) {
      const int64_t o = dealt(level, job->outputs, levels);
      const int64_t height = dealt(level + 1, job->outputs, levels) - o;
      const int64_t blocks = blocks_for(pixels, widest_block(height));
      for (int64_t i = 0; i < blocks; i++) {
        const int64_t first = dealt(i, pixels, blocks), end = dealt(i + 1, pixels, blocks);
        blocks_of_pixels[height][end - first](
            &block, input, weight + o * block.filter, job->bias ? job->bias + o : 0,
            job->output + o * block.output_plane, source + first, target + first);
      }
    }
  }
}

// The output pixels rows x columns, which all see the taps tap_rows x tap_columns.
static void convolve_rectangle(
    const lane_convolution *job, lane_span rows, lane_span columns, lane_span tap_rows,
    lane_span tap_columns) {
  const convolume_window w = job->window;
  const int64_t tall = tap_rows.end - tap_rows.first, wide = tap_columns.end - tap_columns.first;
  const int64_t row_count = rows.end - rows.first, column_count = columns.end - columns.first;
  const int64_t span_down = (tall - 1) * w.dilation + 1, span_right = (wide - 1) * w.dilation + 1;
  // Enough channels at a time that loading and storing the sums costs little beside the products.
  const int64_t channels =
      tall * wide > 0 ? least(job->inputs, (FEW_TAPS + tall * wide - 1) / (tall * wide))
                      : job->inputs;
  int64_t run = least(column_count, MOST_PIXELS), stack = 1;
  while (run > WIDEST_BLOCK
         && span_down * ((run - 1) * w.stride + span_right) * channels > INPUT_LINES) {
    run--;
  }
  if (run == column_count) {
    while (stack < row_count && (stack + 1) * run <= MOST_PIXELS
           && ((stack * w.stride + span_down) * ((run - 1) * w.stride + span_right) * job->inputs
                   <= INPUT_LINES
               || stack * run < WIDEST_BLOCK)) {
      stack++;
    }
  } else {
    run -= run % WIDEST_BLOCK;
  }
  const int64_t lines =
      ((stack - 1) * w.stride + span_down) * ((run - 1) * w.stride + span_right);
  const int64_t fitting = most(channels, INPUT_LINES / most(lines, 1));
  const int64_t portions = (job->inputs + fitting - 1) / fitting;
  const int64_t portion = (job->inputs + portions - 1) / portions;
  const int64_t down = tap_rows.first * w.dilation - w.top;
  const int64_t right = tap_columns.first * w.dilation - w.left;
  int64_t source[MOST_PIXELS], target[MOST_PIXELS];
  for (int64_t y = rows.first; y < rows.end; y += stack) {
    for (int64_t x = columns.first; x < columns.end; x += run) {
      int64_t pixels = 0;
      for (int64_t row = y; row < least(y + stack, rows.end); row++) {
        for (int64_t column = x; column < least(x + run, columns.end); column++) {
          source[pixels] = ((row * w.stride + down) * w.width + column * w.stride + right)
                           * CONVOLUME_LANES;
          target[pixels] = (row * w.output_width + column) * CONVOLUME_LANES;
          pixels++;
        }
      }
      convolve_segment(job, source, target, pixels, tap_rows, tap_columns, portion);
    }
  }
}

void KERNEL(convolume_lanes_convolve)(
    const float *input, int64_t inputs, const float *weight, const float *bias, int64_t outputs,
    convolume_window w, int64_t first_row, int64_t row_count, int rectify, float *output) {
  const lane_convolution job = {input, weight, bias, output, inputs, outputs, w, rectify};
  const int64_t end_row = first_row + row_count;
  int64_t row_end, column_end;
  for (int64_t row = first_row; row < end_row; row = row_end) {
    const lane_span tap_rows =
        places_inside(row * w.stride - w.top, w.dilation, w.kernel, w.height);
    row_end = row + 1;
    while (row_end < end_row
           && same_span(tap_rows, places_inside(row_end * w.stride - w.top, w.dilation, w.kernel,
                                                w.height))) {
      row_end++;
    }
    for (int64_t column = 0; column < w.output_width; column = column_end) {
      const lane_span tap_columns =
          places_inside(column * w.stride - w.left, w.dilation, w.kernel, w.width);
      column_end = column + 1;
      while (column_end < w.output_width
             && same_span(tap_columns, places_inside(column_end * w.stride - w.left, w.dilation,
                                                     w.kernel, w.width))) {
        column_end++;
      }
      convolve_rectangle(
          &job, (lane_span){row, row_end}, (lane_span){column, column_end}, tap_rows,
          tap_columns);
    }
  }
}

// Taps tap_rows x tap_columns of a few channels, which all see the output pixels rows x columns.
static void gradient_rectangle(
    const float *upstream, int64_t height, const float *input, int64_t inputs, convolume_window w,
    lane_span channels, lane_span rows, lane_span columns, lane_span tap_rows,
    lane_span tap_columns, float *sums) {
  if (rows.first >= rows.end || columns.first >= columns.end) return;
  const block_of_taps block = {
      .rows = rows.end - rows.first,
      .columns = columns.end - columns.first,
      .input_row = w.stride * w.width * CONVOLUME_LANES,
      .input_column = w.stride * CONVOLUME_LANES,
      .upstream_row = w.output_width * CONVOLUME_LANES,
      .upstream_plane = w.output_height * w.output_width * CONVOLUME_LANES,
      .filter = inputs * w.kernel * w.kernel * CONVOLUME_LANES,
  };
  const int64_t tall = tap_rows.end - tap_rows.first, wide = tap_columns.end - tap_columns.first;
  const int64_t taps = (channels.end - channels.first) * tall * wide;
  const int64_t blocks = blocks_for(taps, widest_block(height));
  const float *first_upstream =
      upstream + (rows.first * w.output_width + columns.first) * CONVOLUME_LANES;
  int64_t channel = channels.first, tap_row = tap_rows.first, tap_column = tap_columns.first;
  for (int64_t i = 0; i < blocks; i++) {
    const int64_t count = dealt(i + 1, taps, blocks) - dealt(i, taps, blocks);
    int64_t source[WIDEST_BLOCK], target[WIDEST_BLOCK];
    for (int64_t t = 0; t < count; t++) {
      const int64_t y = rows.first * w.stride - w.top + tap_row * w.dilation;
      const int64_t x = columns.first * w.stride - w.left + tap_column * w.dilation;
      source[t] = ((channel * w.height + y) * w.width + x) * CONVOLUME_LANES;
      target[t] = ((channel * w.kernel + tap_row) * w.kernel + tap_column) * CONVOLUME_LANES;
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

INLINE lane_span shared(lane_span a, lane_span b) {
  return (lane_span){most(a.first, b.first), least(a.end, b.end)};
}

// Those of the output rows or columns that tap row or tap column `tap` sees inside the image.
INLINE lane_span rows_seen(convolume_window w, int64_t tap, lane_span rows) {
  return shared(
      rows, places_inside(tap * w.dilation - w.top, w.stride, w.output_height, w.height));
}

INLINE lane_span columns_seen(convolume_window w, int64_t tap, lane_span columns) {
  return shared(
      columns, places_inside(tap * w.dilation - w.left, w.stride, w.output_width, w.width));
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
    lane_span channels, lane_span rows, lane_span columns, float *sums) {
  int64_t tap_row_end, tap_column_end;
  for (int64_t tap_row = 0; tap_row < w.kernel; tap_row = tap_row_end) {
    const lane_span seen_rows = rows_seen(w, tap_row, rows);
    tap_row_end = tap_row + 1;
    while (tap_row_end < w.kernel && same_span(seen_rows, rows_seen(w, tap_row_end, rows))) {
      tap_row_end++;
    }
    for (int64_t tap = 0; tap < w.kernel; tap = tap_column_end) {
      const lane_span seen_columns = columns_seen(w, tap, columns);
      tap_column_end = tap + 1;
      while (tap_column_end < w.kernel
             && same_span(seen_columns, columns_seen(w, tap_column_end, columns))) {
        tap_column_end++;
      }
      gradient_rectangle(
          upstream, height, input, inputs, w, channels, seen_rows, seen_columns,
          (lane_span){tap_row, tap_row_end}, (lane_span){tap, tap_column_end}, sums);
    }
  }
}

void KERNEL(convolume_lanes_weight_gradient)(
    const float *upstream, int64_t outputs, const float *input, int64_t inputs,
    convolume_window w, float *sums) {
  const int64_t taps = w.kernel * w.kernel, filter = inputs * taps * CONVOLUME_LANES;
  const int64_t upstream_plane = w.output_height * w.output_width * CONVOLUME_LANES;
  const int64_t levels = blocks_for(outputs, TALLEST_BLOCK_OF_TAPS);
  // Wide rows are cut into runs, so that their upstream gradient and two rows of input stay near.
  const int64_t runs = blocks_for(
      TALLEST_BLOCK_OF_TAPS * w.output_width + 2 * least(w.width, w.output_width * w.stride),
      RUN_LINES);
  const int64_t run = blocks_for(w.output_width, runs);
  const int64_t stack =
      least(w.output_height, most(1, UPSTREAM_LINES / (TALLEST_BLOCK_OF_TAPS * run)));
  const int64_t span = (w.kernel - 1) * w.dilation + 1;
  const int64_t lines = least(w.height, (stack - 1) * w.stride + span)
                        * least(w.width, (run - 1) * w.stride + span);
  // Taps of one column see the same pixels, except where rows at the border come into it.
  const int64_t alike = stack < w.output_height ? w.kernel : 1;
  const int64_t group =
      most(blocks_for(WIDEST_BLOCK, alike), UPSTREAM_INPUT_LINES / lines);
  const int64_t channel_part = most(group, SUM_LINES / (TALLEST_BLOCK_OF_TAPS * taps));
  const int64_t level_part =
      most(1, SUM_LINES / (TALLEST_BLOCK_OF_TAPS * taps * inputs));
  for (int64_t first_level = 0; first_level < levels; first_level += level_part) {
    const int64_t end_level = least(levels, first_level + level_part);
    for (int64_t first_channel = 0; first_channel < inputs; first_channel += channel_part) {
      const int64_t end_channel = least(inputs, first_channel + channel_part);
      for (int64_t row = 0; row < w.output_height; row += stack) {
        const lane_span rows = {row, least(w.output_height, row + stack)};
        for (int64_t column = 0; column < w.output_width; column += run) {
          const lane_span columns = {column, least(w.output_width, column + run)};
          for (int64_t level = first_level; level < end_level; level++) {
            const int64_t o = dealt(level, outputs, levels);
            const int64_t height = dealt(level + 1, outputs, levels) - o;
            for (int64_t channel = first_channel; channel < end_channel; channel += group) {
              const lane_span channels = {channel, least(end_channel, channel + group)};
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
