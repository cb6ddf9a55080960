// Which files this process opens, told as it opens them.
//
// A program that links this has its own `open`, `openat`, `fopen`, `rename` and `renameat`, which call
// those of the C library. The dynamic linker finds the program's first, so that the libraries that the
// program uses (Foundation, a cell) call them as well. On systems whose linker does not work like that,
// nothing is told.
#pragma once

/// What was done with the file at `path`.
typedef enum {
  convolume_opened_to_read,
  convolume_opened_to_write,
  /// `path` was given another name, `target`.
  convolume_renamed,
} convolume_file_use;

typedef void (*convolume_file_listener)(
    convolume_file_use use, const char *path, const char *target);

/// Calls `listener`, on the thread that uses a file, for each use from now on; NULL ends it.
///
/// Files that the listener itself uses are not told, nor are those of the system (`/usr`, `/proc`).
void convolume_listen_to_files(convolume_file_listener listener);

/// Tells nothing of what this thread does until it is told to go on, once for each pause.
void convolume_pause_listening(void);
void convolume_resume_listening(void);
