// A product of a matrix and a panel of vectors, after Goto and van de Geijn, "Anatomy of
// High-Performance Matrix Multiplication", 2008: the sums of a small tile stay in registers, the
// part of the panel that a column of tiles shares in the first cache, and the part of the matrix in
// the second.
//
// Each sum is taken over blocks of steps, and the blocks are added in order. Where blocks end
// depends on the depth alone, so a number of the result has the same bits whatever is computed with
// it.

// A tile is so many rows and vectors of sixteen of the result: as many sums as the registers hold
// beside the numbers of one step. A step then loads far fewer numbers than it multiplies.
#if REGISTERS * VECTOR >= 512
enum { PANEL_TILE_ROWS = 6, PANEL_TILE_VECTORS = 4 };
#elif REGISTERS * VECTOR >= 128
enum { PANEL_TILE_ROWS = 6, PANEL_TILE_VECTORS = 1 };
#else
enum { PANEL_TILE_ROWS = 2, PANEL_TILE_VECTORS = 1 };
#endif

enum {
  // Numbers in a line of the caches.
  PANEL_LINE = 16,
  PANEL_BLOCK_DEPTH = 128,
  PANEL_BLOCK_ROWS = 64 * PANEL_TILE_ROWS,
  // A matrix or panel with steps this far apart is copied block by block: each step lies in another
  // page, the steps push each other out of the first cache, and a tile uses a part of a line.
  PANEL_FAR_STEP = 512,
  PANEL_COPIED_ROWS = PANEL_LINE * PANEL_TILE_ROWS,
  // With fewer tiles than this, copying the panel costs more than it brings.
  PANEL_TILES_WORTH_A_COPY = 4,
  // The first tiles of a column fetch the next part of the panel, so many steps with every line.
  PANEL_NEXT_TILES = 8,
  PANEL_NEXT_STEPS = PANEL_LINE / PANEL_NEXT_TILES,
};

typedef struct {
  const float *left;
  int64_t left_row, left_step;
  const float *right;
  int64_t right_step, right_vector;
  float *result;
  int64_t result_row, result_vector;
  int64_t depth;
  int accumulate;
  // What to fetch for the tiles to come: with every line of steps, as many lines as the tile has
  // rows. They lie `ahead_row` apart; those of the next line of steps, `ahead_line` farther.
  const float *ahead;
  int64_t ahead_row, ahead_line;
  // The next part of the panel, fetched too.
  const float *next;
  int64_t next_step, next_vector;
} panel_tile;

INLINE void panel_multiply_tile(const panel_tile *tile, const int rows, const int vectors) {
  vector sums[PANEL_TILE_ROWS][PANEL_TILE_VECTORS * BLOCK_VECTORS];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors * BLOCK_VECTORS; v++) sums[r][v] = 0;
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++)
      __builtin_prefetch(tile->result + r * tile->result_row + v * tile->result_vector, 1);
  }

  const float *left = tile->left, *right = tile->right;
  const float *ahead = tile->ahead, *next = tile->next;
  const int64_t left_row = tile->left_row, left_step = tile->left_step;
  const int64_t right_step = tile->right_step, right_vector = tile->right_vector;
  for (int64_t steps = tile->depth; steps > 0; steps -= PANEL_LINE) {
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) __builtin_prefetch(ahead + r * tile->ahead_row);
    ahead += tile->ahead_line;
#pragma clang loop unroll(full)
    for (int step = 0; step < PANEL_NEXT_STEPS; step++, next += tile->next_step) {
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) {
        // Into the second cache: the first is full of the part in use.
        __builtin_prefetch(next + v * tile->next_vector, 0, 2);
      }
    }
    for (int64_t step = minimum(steps, PANEL_LINE); step > 0; step--) {
      vector numbers[PANEL_TILE_VECTORS * BLOCK_VECTORS];
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors * BLOCK_VECTORS; v++) {
        const int64_t offset = v / BLOCK_VECTORS * right_vector + v % BLOCK_VECTORS * VECTOR;
        numbers[v] = *(const vector *)(right + offset);
      }
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        const float factor = left[r * left_row];
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors * BLOCK_VECTORS; v++) sums[r][v] += factor * numbers[v];
      }
      left += left_step;
      right += right_step;
    }
  }

#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors * BLOCK_VECTORS; v++) {
      const int64_t offset = v / BLOCK_VECTORS * tile->result_vector + v % BLOCK_VECTORS * VECTOR;
      vector *result = (vector *)(tile->result + r * tile->result_row + offset);
      *result = tile->accumulate ? *result + sums[r][v] : sums[r][v];
    }
  }
}

// A copy with its loops written out for each size of tile.
#define PANEL_TILE(rows, vectors) \
  static void panel_tile_##rows##_##vectors(const panel_tile *tile) { \
    panel_multiply_tile(tile, rows, vectors); \
  }
#define PANEL_TILES(vectors) \
  PANEL_TILE(1, vectors) PANEL_TILE(2, vectors) PANEL_TILE(3, vectors) \
  PANEL_TILE(4, vectors) PANEL_TILE(5, vectors) PANEL_TILE(6, vectors)
#define PANEL_TILE_NAMES(vectors) \
  {panel_tile_1_##vectors, panel_tile_2_##vectors, panel_tile_3_##vectors, \
   panel_tile_4_##vectors, panel_tile_5_##vectors, panel_tile_6_##vectors}

#if REGISTERS * VECTOR >= 512
PANEL_TILES(1) PANEL_TILES(2) PANEL_TILES(3) PANEL_TILES(4)
static void (*const panel_tiles[PANEL_TILE_VECTORS][PANEL_TILE_ROWS])(const panel_tile *) = {
    PANEL_TILE_NAMES(1), PANEL_TILE_NAMES(2), PANEL_TILE_NAMES(3), PANEL_TILE_NAMES(4)};
#elif REGISTERS * VECTOR >= 128
PANEL_TILES(1)
static void (*const panel_tiles[PANEL_TILE_VECTORS][PANEL_TILE_ROWS])(const panel_tile *) = {
    PANEL_TILE_NAMES(1)};
#else
PANEL_TILE(1, 1) PANEL_TILE(2, 1)
static void (*const panel_tiles[PANEL_TILE_VECTORS][PANEL_TILE_ROWS])(const panel_tile *) = {
    {panel_tile_1_1, panel_tile_2_1}};
#endif
#undef PANEL_TILE
#undef PANEL_TILES
#undef PANEL_TILE_NAMES

// The next part when `count` is cut into as few parts of at most `limit` as can be, all about
// equal: 9 in threes rather than 4, 4 and 1, as a small tile loads more for each product.
INLINE int64_t panel_part(int64_t count, int64_t limit) {
  const int64_t parts = (count + limit - 1) / limit;
  return (count + parts - 1) / parts;
}

INLINE void panel_copy_left(
    const float *left, int64_t row_stride, int64_t step_stride, int64_t rows, int64_t depth,
    float *copy) {
  for (int64_t k = 0; k < depth; k++) {
    const float *source = left + k * step_stride;
    if (row_stride == 1) {
      memcpy(copy + k * PANEL_COPIED_ROWS, source, (size_t)rows * sizeof(float));
    } else {
      for (int64_t r = 0; r < rows; r++) copy[k * PANEL_COPIED_ROWS + r] = source[r * row_stride];
    }
  }
}

INLINE void panel_copy_right(
    const float *right, int64_t step_stride, int64_t vector_stride, int64_t vectors, int64_t depth,
    float *copy) {
  for (int64_t k = 0; k < depth; k++) {
    for (int64_t v = 0; v < vectors; v++, copy += CONVOLUME_BLOCK_SIZE) {
      const float *source = right + k * step_stride + v * vector_stride;
      memcpy(copy, source, CONVOLUME_BLOCK_SIZE * sizeof(float));
    }
  }
}

// A tile whose last vector is written only in part: computed beside the result.
static void panel_multiply_edge(
    panel_tile tile, int64_t rows, int64_t columns, void (*multiply)(const panel_tile *)) {
  enum { WIDTH = PANEL_TILE_VECTORS * CONVOLUME_BLOCK_SIZE };
  float sums[PANEL_TILE_ROWS * WIDTH];
  float *const result = tile.result;
  const int64_t result_row = tile.result_row, result_vector = tile.result_vector;
  const int accumulate = tile.accumulate;
  tile.result = sums;
  tile.result_row = WIDTH;
  tile.result_vector = CONVOLUME_BLOCK_SIZE;
  tile.accumulate = 0;
  multiply(&tile);
  for (int64_t r = 0; r < rows; r++) {
    const float *source = sums + r * WIDTH;
    float *target = result + r * result_row;
    int64_t left = columns;
    for (; left >= CONVOLUME_BLOCK_SIZE; left -= CONVOLUME_BLOCK_SIZE) {
      for (int part = 0; part < CONVOLUME_BLOCK_SIZE; part += VECTOR) {
        const vector sum = *(const vector *)(source + part);
        vector *numbers = (vector *)(target + part);
        *numbers = accumulate ? *numbers + sum : sum;
      }
      source += CONVOLUME_BLOCK_SIZE;
      target += result_vector;
    }
#pragma clang loop vectorize(disable)
    for (int64_t c = 0; c < left; c++) target[c] = accumulate ? target[c] + source[c] : source[c];
  }
}

static void panel_clear(const convolume_panel_product *product) {
  for (int64_t r = 0; r < product->rows; r++) {
    float *row = product->result + r * product->result_row;
    for (int64_t c = 0; c < product->columns; c++)
      row[c / CONVOLUME_BLOCK_SIZE * product->result_vector + c % CONVOLUME_BLOCK_SIZE] = 0;
  }
}

void KERNEL(convolume_multiply_panel)(const convolume_panel_product *product) {
  const int64_t rows = product->rows, columns = product->columns, depth = product->depth;
  const int64_t vectors = (columns + CONVOLUME_BLOCK_SIZE - 1) / CONVOLUME_BLOCK_SIZE;
  if (depth <= 0 && !product->accumulate) panel_clear(product);
  if (depth <= 0) return;

  _Alignas(64) float left_copy[PANEL_COPIED_ROWS * PANEL_BLOCK_DEPTH];
  _Alignas(64) float right_copy[PANEL_TILE_VECTORS * CONVOLUME_BLOCK_SIZE * PANEL_BLOCK_DEPTH];
  const int copies_left = product->left_step >= PANEL_FAR_STEP;
  const int64_t row_limit = copies_left ? PANEL_COPIED_ROWS : PANEL_BLOCK_ROWS;
  const int64_t step_limit = panel_part(depth, PANEL_BLOCK_DEPTH);

  int64_t block_rows, steps, tile_rows, tile_vectors;
  for (int64_t first_row = 0; first_row < rows; first_row += block_rows) {
    block_rows = minimum(rows - first_row, row_limit);
    for (int64_t first_step = 0; first_step < depth; first_step += steps) {
      steps = minimum(depth - first_step, step_limit);
      const int64_t lines = (steps + PANEL_LINE - 1) / PANEL_LINE;
      const int is_last = first_step + steps == depth;
      const float *left =
          product->left + first_row * product->left_row + first_step * product->left_step;
      const float *const right = product->right + first_step * product->right_step;
      const float *const right_below =
          is_last ? product->right : right + steps * product->right_step;

      panel_tile tile = {
          .left_row = product->left_row, .left_step = product->left_step, .depth = steps,
          .result_row = product->result_row, .result_vector = product->result_vector,
          .accumulate = product->accumulate || first_step > 0,
          .ahead_row = product->left_row, .ahead_line = PANEL_LINE * product->left_step,
          .next_vector = product->right_vector};
      const float *left_below = NULL;
      if (copies_left) {
        left_below = is_last ? product->left + (first_row + block_rows) * product->left_row
                             : left + steps * product->left_step;
        panel_copy_left(left, product->left_row, product->left_step, block_rows, steps, left_copy);
        left = left_copy;
        tile.left_row = 1;
        tile.left_step = PANEL_COPIED_ROWS;
        tile.ahead_row = PANEL_LINE;
        tile.ahead_line = product->left_step;
      }
      const int copies_right = product->right_step >= PANEL_FAR_STEP
          && block_rows > PANEL_TILES_WORTH_A_COPY * PANEL_TILE_ROWS;

      for (int64_t v = 0; v < vectors; v += tile_vectors) {
        tile_vectors = panel_part(vectors - v, PANEL_TILE_VECTORS);
        tile.right = right + v * product->right_vector;
        tile.right_step = product->right_step;
        tile.right_vector = product->right_vector;
        if (copies_right) {
          panel_copy_right(
              tile.right, product->right_step, product->right_vector, tile_vectors, steps,
              right_copy);
          tile.right = right_copy;
          tile.right_step = tile_vectors * CONVOLUME_BLOCK_SIZE;
          tile.right_vector = CONVOLUME_BLOCK_SIZE;
        }
        tile.next = v + tile_vectors < vectors
            ? right + (v + tile_vectors) * product->right_vector : right_below;
        tile.next_step = product->right_step;

        const int64_t columns_left = columns - v * CONVOLUME_BLOCK_SIZE;
        int64_t tiles = 0;
        for (int64_t r = 0; r < block_rows; r += tile_rows, tiles++) {
          tile_rows = panel_part(block_rows - r, PANEL_TILE_ROWS);
          tile.left = left + r * tile.left_row;
          tile.ahead = copies_left ? left_below + tiles * lines * product->left_step
                                   : tile.left + tile_rows * product->left_row;
          tile.result = product->result + (first_row + r) * product->result_row
              + v * product->result_vector;
          void (*const multiply)(const panel_tile *) = panel_tiles[tile_vectors - 1][tile_rows - 1];
          if (columns_left < tile_vectors * CONVOLUME_BLOCK_SIZE) {
            panel_multiply_edge(tile, tile_rows, columns_left, multiply);
          } else {
            multiply(&tile);
          }
          tile.next += PANEL_NEXT_STEPS * lines * tile.next_step;
          if (tiles + 1 == PANEL_NEXT_TILES) tile.next_step = 0;
        }
      }
    }
  }
}
