// What this process asks of the system, told as it asks: files, folders and variables of the environment.
//
// A program that links this has its own `open`, `stat`, `opendir`, `getenv` and their relatives, which call
// those of the C library. The dynamic linker finds the program's first, so that the libraries that the
// program uses (Foundation, a cell) call them as well. On systems whose linker does not work like that,
// nothing is told.
#pragma once

/// What was done with the file at `path`, or with the variable called `path`.
typedef enum {
  /// A file is about to be read, or a folder listed by way of `open`.
  convolume_opened_to_read,
  convolume_opened_to_write,
  /// `path` was given another name, `target`.
  convolume_renamed,
  /// The file or folder was made, linked or removed.
  convolume_made,
  /// It was asked whether the file is there, and what it is.
  convolume_looked_at,
  convolume_listed,
  /// A variable of the environment was read; without a name, all of them.
  convolume_read_variable,
  convolume_set_variable,
} convolume_system_use;

typedef void (*convolume_system_listener)(
    convolume_system_use use, const char *path, const char *target);

/// Calls `listener`, on the thread that asks, for each use from now on; NULL ends it.
///
/// What the listener itself asks for is not told, nor are files of the system (`/usr`, `/proc`).
void convolume_listen_to_system(convolume_system_listener listener);

/// Tells nothing of what this thread does until it is told to go on, once for each pause.
void convolume_pause_listening(void);
void convolume_resume_listening(void);

/// Returns the path of the library from which this process has the function; NULL when it has none.
const char *convolume_library_defining(const char *function);
