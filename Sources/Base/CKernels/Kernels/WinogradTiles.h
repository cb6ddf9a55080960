// How the tiles of an output are worked through, and the points of the samples under them.
//
// For each of the 36 points there is one product of matrices, in which the tiles stand side by
// side. A strip is a few rows of tiles, whose samples at the points fill a second-level cache; for
// each block of its outputs they are read once more, so that a block is about as large.

enum {
  // Floats that the points of a strip's samples may take, unless one row of tiles takes more, and
  // those of a block of its outputs.
  WINOGRAD_STRIP = 500000,
  WINOGRAD_BLOCK = 524288,
  // A block is a multiple of so many outputs, as many rows as the products take at a time.
  WINOGRAD_ROWS = 6,
};

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
  int64_t padded_inputs;             // rounded up to whole vectors of a batch block
  int64_t data, result, transposed;  // floats: samples' points, outputs' points, transposed samples
} winograd_plan;

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
  const int64_t row = maximum(WINOGRAD_POINTS * plan.padded_inputs * plan.across * 16, 1);
  plan.rows = maximum(minimum(tile_rows, WINOGRAD_STRIP / row), 1);
  const int64_t tiles = plan.rows * plan.across;
  const int64_t one = maximum(WINOGRAD_POINTS * tiles * 16, 1);
  // Blocks of equal size: a last one of a few outputs would read all samples for these.
  const int64_t most = maximum(WINOGRAD_BLOCK / one, WINOGRAD_ROWS);
  const int64_t blocks = maximum((outputs + most - 1) / most, 1);
  const int64_t steps = (outputs + blocks * WINOGRAD_ROWS - 1) / (blocks * WINOGRAD_ROWS);
  plan.block = minimum(steps * WINOGRAD_ROWS, outputs);
  plan.data = WINOGRAD_POINTS * (plan.padded_inputs * tiles * 16 + 16);
  plan.result = WINOGRAD_POINTS * (plan.block * tiles * 16 + 16);
  plan.transposed = (side * (plan.rows - 1) + WINOGRAD_SAMPLES) * window.width * 256;
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
  return plan.data + plan.result + plan.transposed + WINOGRAD_SAMPLES * plan.columns * 16;
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
