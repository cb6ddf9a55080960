// What the copy of a process has to know that `fork` made.
#pragma once

#include <stdint.h>

/// Tells the calling thread its own number, where it remembers that of the thread that it is a copy of.
///
/// Swift's locks and one-time initializers name their owner by the kernel's number of the thread, which they
/// ask for once and keep in a variable of the thread. A copy has another number, and the same variables. The
/// kernel refuses a lock to an owner that it does not know: whoever waits for one then waits for ever. So all
/// variables of the thread, of every library, that hold the old number are given the new one.
///
/// Does nothing on systems other than Linux.
void convolume_renumber_thread(uint32_t old_number, uint32_t new_number);
