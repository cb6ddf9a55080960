// Blocks of sums that stay in registers, for convolutions of sixteen interleaved images.
//
// A block is a few outputs times a few pixels (forward) or taps (gradient of the filters). Each
// number that is read then takes part in several products, and the arithmetic stays ahead of the
// loads. Of a block of every size there is a copy with its loops written out.

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

// Those of at most `size` things that make `count`.
INLINE int64_t blocks_for(int64_t count, int64_t size) { return (count + size - 1) / size; }

// Where block `index` starts when `count` things are dealt evenly to `blocks` blocks.
INLINE int64_t dealt(int64_t index, int64_t count, int64_t blocks) {
  return index * count / blocks;
}

// Every size that some build has the registers for: make(outputs, pixels or taps).
#define EVERY_LOW_BLOCK(make) \
  make(1, 1) make(1, 2) make(1, 3) make(1, 4) make(1, 5) make(1, 6) \
  make(2, 1) make(2, 2) make(2, 3) make(2, 4) make(2, 5) make(2, 6) \
  make(3, 1) make(3, 2) make(3, 3) make(3, 4) make(3, 5) make(3, 6) \
  make(4, 1) make(4, 2) make(4, 3) make(4, 4) make(4, 5) make(4, 6)
#define EVERY_TALL_BLOCK(make) \
  make(5, 1) make(5, 2) make(5, 3) make(5, 4) make(6, 1) make(6, 2) make(6, 3) make(6, 4) \
  make(7, 1) make(7, 2) make(8, 1) make(8, 2) make(9, 1) make(9, 2) \
  make(10, 1) make(10, 2) make(11, 1) make(11, 2) make(12, 1) make(12, 2)
