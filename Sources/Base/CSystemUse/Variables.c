// Variables of the environment.
#include "Telling.h"

#if defined(__linux__)

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define GETENV(name) \
  char *name(const char *variable) { \
    NEXT(name) \
    tellOfVariable(convolume_read_variable, variable); \
    return next(variable); \
  }
GETENV(getenv)
GETENV(secure_getenv)

int setenv(const char *variable, const char *value, int replaces) {
  NEXT(setenv)
  tellOfVariable(convolume_set_variable, variable);
  return next(variable, value, replaces);
}

int unsetenv(const char *variable) {
  NEXT(unsetenv)
  tellOfVariable(convolume_set_variable, variable);
  return next(variable);
}

int putenv(char *assignment) {
  NEXT(putenv)
  const char *end = strchr(assignment, '=');
  char *name = strndup(assignment, end ? (size_t)(end - assignment) : strlen(assignment));
  if (name) tellOfVariable(convolume_set_variable, name);
  free(name);
  return next(assignment);
}

// What the C library reads by itself.

#define READING_ZONE(type, name, parameters, arguments) \
  type name parameters { \
    NEXT(name) \
    tellOfVariable(convolume_read_variable, "TZ"); \
    return next arguments; \
  }
READING_ZONE(struct tm *, localtime, (const time_t *time), (time))
READING_ZONE(struct tm *, localtime_r, (const time_t *time, struct tm *result), (time, result))
READING_ZONE(time_t, mktime, (struct tm *parts), (parts))

char *setlocale(int category, const char *locale) {
  NEXT(setlocale)
  // The empty name stands for what the environment says.
  if (locale != NULL && *locale == '\0') {
    tellOfVariable(convolume_read_variable, "LC_ALL");
    tellOfVariable(convolume_read_variable, "LANG");
  }
  return next(category, locale);
}

// By which Foundation reads all variables at once.
char **_platform_shims_get_environ(void) {
  tellOfVariable(convolume_read_variable, NULL);
  return environ;
}

#endif
