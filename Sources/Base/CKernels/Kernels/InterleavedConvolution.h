// Convolution of sixteen interleaved images. The weights are single numbers that multiply whole
// vectors; nothing is copied, padded or rearranged first.
//
// Every sum adds its products in an order that the shape alone decides: channels, then tap rows,
// then tap columns.

// MARK: One block

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
  for (int lane = 0; lane < CONVOLUME_BLOCK_SIZE; lane += VECTOR) {
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

// A size that this build has no registers for compiles to nothing.
#define BLOCK_OF_PIXELS(outputs, pixels) \
  static void convolve_##outputs##x##pixels( \
      const block_of_pixels *block, const float *input, const float *weight, const float *bias, \
      float *output, const int64_t *source, const int64_t *target) { \
    if (pixels > widest_block(outputs)) return; \
    convolve_block(outputs, pixels, block, input, weight, bias, output, source, target); \
  }
EVERY_LOW_BLOCK(BLOCK_OF_PIXELS)
EVERY_TALL_BLOCK(BLOCK_OF_PIXELS)

typedef void (*pixels_function)(
    const block_of_pixels *, const float *, const float *, const float *, float *,
    const int64_t *, const int64_t *);
#define PIXELS_ENTRY(outputs, pixels) [outputs][pixels] = convolve_##outputs##x##pixels,
static const pixels_function blocks_of_pixels[TALLEST_BLOCK + 1][WIDEST_BLOCK + 1] = {
    EVERY_LOW_BLOCK(PIXELS_ENTRY) EVERY_TALL_BLOCK(PIXELS_ENTRY)};

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
} interleaved_convolution;

// All outputs of a few pixels that see the same taps. The channels are taken in portions: what lies
// under these pixels stays in the first-level cache while the filters pass over it.
static void convolve_segment(
    const interleaved_convolution *job, const int64_t *source, const int64_t *target,
    int64_t pixels, span tap_rows, span tap_columns, int64_t portion) {
  const convolume_window w = job->window;
  const int64_t kernel = w.kernel;
  block_of_pixels block = {
      .plane = w.height * w.width * CONVOLUME_BLOCK_SIZE,
      .tap_rows = tap_rows.end - tap_rows.first,
      .tap_columns = tap_columns.end - tap_columns.first,
      .row_step = w.dilation * w.width * CONVOLUME_BLOCK_SIZE,
      .column_step = w.dilation * CONVOLUME_BLOCK_SIZE,
      .filter = job->inputs * kernel * kernel,
      .filter_plane = kernel * kernel,
      .filter_row = kernel,
      .output_plane = w.output_height * w.output_width * CONVOLUME_BLOCK_SIZE,
  };
  const int64_t levels = blocks_for(job->outputs, tallest_block_of_pixels(pixels));
  // Once even without channels: the bias is still to be written.
  for (int64_t channel = 0; channel == 0 || channel < job->inputs; channel += portion) {
    block.channels = minimum(portion, job->inputs - channel);
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
    const interleaved_convolution *job, span rows, span columns, span tap_rows, span tap_columns) {
  const convolume_window w = job->window;
  const int64_t tall = tap_rows.end - tap_rows.first, wide = tap_columns.end - tap_columns.first;
  const int64_t row_count = rows.end - rows.first, column_count = columns.end - columns.first;
  // Input rows and columns under one window's taps.
  const int64_t reach_down = (tall - 1) * w.dilation + 1;
  const int64_t reach_right = (wide - 1) * w.dilation + 1;
  // Enough channels at a time that loading and storing the sums costs little beside the products.
  const int64_t inputs = maximum(job->inputs, 1), taps = tall * wide;
  const int64_t channels = taps > 0 ? minimum(inputs, blocks_for(FEW_TAPS, taps)) : inputs;
  int64_t run = minimum(column_count, MOST_PIXELS), stack = 1;
  while (run > WIDEST_BLOCK
         && reach_down * ((run - 1) * w.stride + reach_right) * channels > INPUT_LINES) {
    run--;
  }
  if (run == column_count) {
    while (stack < row_count && (stack + 1) * run <= MOST_PIXELS
           && ((stack * w.stride + reach_down) * ((run - 1) * w.stride + reach_right) * inputs
                   <= INPUT_LINES
               || stack * run < WIDEST_BLOCK)) {
      stack++;
    }
  } else {
    run -= run % WIDEST_BLOCK;
  }
  const int64_t lines =
      ((stack - 1) * w.stride + reach_down) * ((run - 1) * w.stride + reach_right);
  const int64_t fitting = maximum(channels, INPUT_LINES / maximum(lines, 1));
  const int64_t portion = blocks_for(inputs, blocks_for(inputs, fitting));
  const int64_t down = tap_rows.first * w.dilation - w.top;
  const int64_t right = tap_columns.first * w.dilation - w.left;
  int64_t source[MOST_PIXELS], target[MOST_PIXELS];
  for (int64_t y = rows.first; y < rows.end; y += stack) {
    for (int64_t x = columns.first; x < columns.end; x += run) {
      int64_t pixels = 0;
      for (int64_t row = y; row < minimum(y + stack, rows.end); row++) {
        for (int64_t column = x; column < minimum(x + run, columns.end); column++) {
          source[pixels] = ((row * w.stride + down) * w.width + column * w.stride + right)
                           * CONVOLUME_BLOCK_SIZE;
          target[pixels] = (row * w.output_width + column) * CONVOLUME_BLOCK_SIZE;
          pixels++;
        }
      }
      convolve_segment(job, source, target, pixels, tap_rows, tap_columns, portion);
    }
  }
}

// The tap rows or columns that the windows of an output row or column have inside the image.
INLINE span tap_rows_of(convolume_window w, int64_t row) {
  return indices_inside(row * w.stride - w.top, w.dilation, w.kernel, w.height);
}

INLINE span tap_columns_of(convolume_window w, int64_t column) {
  return indices_inside(column * w.stride - w.left, w.dilation, w.kernel, w.width);
}

void KERNEL(convolume_interleaved_convolve)(
    const float *input, int64_t inputs, const float *weight, const float *bias, int64_t outputs,
    convolume_window w, int64_t first_row, int64_t row_count, int rectify, float *output) {
  const interleaved_convolution job = {input, weight, bias, output, inputs, outputs, w, rectify};
  const int64_t end_row = first_row + row_count;
  int64_t row_end, column_end;
  for (int64_t row = first_row; row < end_row; row = row_end) {
    const span tap_rows = tap_rows_of(w, row);
    row_end = row + 1;
    while (row_end < end_row && same_span(tap_rows, tap_rows_of(w, row_end))) row_end++;
    for (int64_t column = 0; column < w.output_width; column = column_end) {
      const span tap_columns = tap_columns_of(w, column);
      column_end = column + 1;
      while (column_end < w.output_width
             && same_span(tap_columns, tap_columns_of(w, column_end))) {
        column_end++;
      }
      convolve_rectangle(
          &job, (span){row, row_end}, (span){column, column_end}, tap_rows, tap_columns);
    }
  }
}

#undef BLOCK_OF_PIXELS
#undef PIXELS_ENTRY
