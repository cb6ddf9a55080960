// Variables of the environment.
#include "Telling.h"

#if defined(__linux__)

#include <stdlib.h>
#include <string.h>
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

// By which Foundation reads all variables at once.
char **_platform_shims_get_environ(void) {
  tellOfVariable(convolume_read_variable, NULL);
  return environ;
}

#endif
