// Counts a program's calls on the files below one folder, and lets one of them fail, move less
// than it was asked to, or be the program's last. Loaded with LD_PRELOAD; the environment says
// which:
//
//   FAULT_ROOT=/path   only calls on names and descriptors below this folder count
//   FAULT_CALL=fsync   the kind of call; any: all of them
//   FAULT_NTH=3        the third such call; 0: every one
//   FAULT_DO=28        fails with this error number, undone; `late 5`: done, but reported as
//                      failed; `from 28`: the nth and all after it; `kill`: killed before the
//                      call; `short`: moves half the bytes, with FAULT_NTH=0 one byte
//   FAULT_BELOW=/path  only calls at or below this path count to the third
//   FAULT_NOT=NAME     nor do those at or below a folder whose name begins so
//   FAULT_JITTER=7     a pause of 0 to 0.25 ms before each call, drawn from this seed, so that
//                      threads meet in another order
//   FAULT_LOG=/path    a line for each call that counts: `fsync /path/of/the/file`
//   FAULT_LACKS=sync   fsync of a folder below FAULT_ROOT answers EINVAL, as CIFS did; `locks`:
//                      flock answers ENOLCK, as NFS without its lock service does
//   FAULT_CLOCK=back   the wall clock goes back by 1,000 seconds each time it is asked
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { descriptors = 4096 };
enum action { fails, fails_late, fails_from, kills, shortens };

static char root[PATH_MAX], below[PATH_MAX], not[NAME_MAX], wanted[32];
static long nth, seen, jitter, called;
static int code, log_file = -1;
static enum action action;
static int goes_back, lacks_sync, lacks_locks;
static char ours[descriptors];
static _Thread_local int is_short;

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
  const char *value = getenv("FAULT_ROOT");
  if (value) snprintf(root, sizeof root, "%s", value);
  value = getenv("FAULT_BELOW");
  if (value) snprintf(below, sizeof below, "%s", value);
  value = getenv("FAULT_NOT");
  if (value) snprintf(not, sizeof not, "/%s", value);
  value = getenv("FAULT_JITTER");
  if (value) jitter = atol(value) + 1;
  value = getenv("FAULT_CALL");
  if (value) snprintf(wanted, sizeof wanted, "%s", value);
  value = getenv("FAULT_NTH");
  if (value) nth = atol(value);
  value = getenv("FAULT_DO");
  if (value && !strcmp(value, "kill")) action = kills;
  else if (value && !strcmp(value, "short")) action = shortens;
  else if (value && sscanf(value, "late %d", &code) == 1) action = fails_late;
  else if (value && sscanf(value, "from %d", &code) == 1) action = fails_from;
  else if (value) code = atoi(value);
  value = getenv("FAULT_LOG");
  if (value) {
    int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
    log_file = (int)syscall(SYS_openat, AT_FDCWD, value, flags, 0666);
  }
  goes_back = getenv("FAULT_CLOCK") != NULL;
  value = getenv("FAULT_LACKS");
  lacks_sync = value && !strcmp(value, "sync");
  lacks_locks = value && !strcmp(value, "locks");
  // Programs that this one starts are left alone.
  unsetenv("LD_PRELOAD");
}

static int is_inside(const char *folder, const char *path) {
  size_t length = strlen(folder);
  return length && !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

static int is_below(const char *path) { return is_inside(root, path); }

static int is_ours(int file) { return file >= 0 && file < descriptors && ours[file]; }

static int names_ours(int folder, const char *path) {
  return path[0] == '/' ? is_below(path) : is_ours(folder);
}

static void path_of(int file, char path[PATH_MAX]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = 0;
}

static void whole_path(int folder, const char *name, char path[2 * PATH_MAX]) {
  char start[PATH_MAX] = "";
  if (!name || name[0] != '/') path_of(folder, start);
  const char *slash = name && name[0] != '/' ? "/" : "";
  snprintf(path, 2 * PATH_MAX, "%s%s%s", start, slash, name ? name : "");
}

static void note(const char *kind, const char *path) {
  char line[3 * PATH_MAX];
  int length = snprintf(line, sizeof line, "%s %s\n", kind, path);
  syscall(SYS_write, log_file, line, length);
}

// By the number of the call alone, whichever thread makes it.
static void wait_a_little(void) {
  unsigned long number = __atomic_add_fetch(&called, 1, __ATOMIC_SEQ_CST) * 2654435761u;
  number = (number ^ (unsigned long)jitter * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;
  struct timespec pause = {0, (long)(number >> 32) % 250000};
  nanosleep(&pause, NULL);
}

// Whether this call is the one; does not return where it is to be the last.
static int is_due(const char *kind, int folder, const char *name) {
  is_short = 0;
  if (jitter) wait_a_little();
  char path[2 * PATH_MAX] = "";
  if (log_file >= 0 || below[0] || not[0]) whole_path(folder, name, path);
  if (log_file >= 0) note(kind, path);
  if (!wanted[0] || (strcmp(wanted, "any") && strcmp(wanted, kind))) return 0;
  if ((below[0] && !is_inside(below, path)) || (not[0] && strstr(path, not))) return 0;
  long number = __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST);
  int due = !nth || number == nth || (action == fails_from && number > nth);
  if (due && action == kills) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
  }
  is_short = due && action == shortens;
  return due && action != shortens;
}

// One call that returns -1 where it fails.
#define CALL(kind, counts, folder, name, call) \
  int due = (counts) && is_due(kind, folder, name); \
  if (due && action != fails_late) return errno = code, -1; \
  __typeof__(call) result = (call); \
  if (due && result >= 0) return errno = code, -1; \
  return result

static int open_any(int folder, const char *path, int flags, mode_t mode) {
  char found[PATH_MAX];
  int due = names_ours(folder, path) && is_due("open", folder, path);
  if (due && action != fails_late) return errno = code, -1;
  int file = (int)syscall(SYS_openat, folder, path, flags, mode);
  if (file >= 0 && due) return syscall(SYS_close, file), errno = code, -1;
  if (file >= 0 && file < descriptors) {
    path_of(file, found);
    ours[file] = (char)is_below(found);
  }
  return file;
}

#define OPEN(folder) \
  mode_t mode = 0; \
  if (flags & (O_CREAT | O_TMPFILE)) { \
    va_list list; \
    va_start(list, flags); \
    mode = va_arg(list, mode_t); \
    va_end(list); \
  } \
  return open_any(folder, path, flags, mode)

int open(const char *path, int flags, ...) { OPEN(AT_FDCWD); }
int open64(const char *path, int flags, ...) { OPEN(AT_FDCWD); }
int openat(int folder, const char *path, int flags, ...) { OPEN(folder); }
int openat64(int folder, const char *path, int flags, ...) { OPEN(folder); }

int close(int file) {
  int counts = is_ours(file), due = counts && is_due("close", file, NULL);
  if (counts) ours[file] = 0;
  // Whatever it reports, Linux has closed it.
  int result = NEXT(close)(file);
  return due ? (errno = code, -1) : result;
}

static size_t moved(size_t count) {
  if (!is_short || count < 2) return count;
  return nth ? count / 2 : 1;
}

ssize_t write(int file, const void *bytes, size_t count) {
  if (!is_ours(file)) return NEXT(write)(file, bytes, count);
  CALL("write", 1, file, NULL, NEXT(write)(file, bytes, moved(count)));
}
ssize_t read(int file, void *bytes, size_t count) {
  if (!is_ours(file)) return NEXT(read)(file, bytes, count);
  CALL("read", 1, file, NULL, NEXT(read)(file, bytes, moved(count)));
}

static int is_folder(int file) {
  struct stat status;
  return !NEXT(fstat)(file, &status) && S_ISDIR(status.st_mode);
}

int fsync(int file) {
  if (lacks_sync && is_ours(file) && is_folder(file)) return errno = EINVAL, -1;
  CALL("fsync", is_ours(file), file, NULL, NEXT(fsync)(file));
}
int fdatasync(int file) { CALL("fsync", is_ours(file), file, NULL, NEXT(fdatasync)(file)); }
int ftruncate(int file, off_t size) {
  CALL("truncate", is_ours(file), file, NULL, NEXT(ftruncate)(file, size));
}
int flock(int file, int how) {
  if (lacks_locks && is_ours(file)) return errno = ENOLCK, -1;
  CALL("flock", is_ours(file), file, NULL, NEXT(flock)(file, how));
}
int fchmod(int file, mode_t mode) {
  CALL("attributes", is_ours(file), file, NULL, NEXT(fchmod)(file, mode));
}
int fchown(int file, uid_t owner, gid_t group) {
  CALL("attributes", is_ours(file), file, NULL, NEXT(fchown)(file, owner, group));
}
int mkdirat(int folder, const char *name, mode_t mode) {
  CALL("mkdir", names_ours(folder, name), folder, name, NEXT(mkdirat)(folder, name, mode));
}
int mkdir(const char *name, mode_t mode) {
  CALL("mkdir", names_ours(AT_FDCWD, name), AT_FDCWD, name, NEXT(mkdir)(name, mode));
}
int unlinkat(int folder, const char *name, int flags) {
  CALL("unlink", names_ours(folder, name), folder, name, NEXT(unlinkat)(folder, name, flags));
}
int unlink(const char *name) {
  CALL("unlink", names_ours(AT_FDCWD, name), AT_FDCWD, name, NEXT(unlink)(name));
}
int renameat(int folder, const char *name, int into, const char *other) {
  CALL("rename", names_ours(into, other), into, other, NEXT(renameat)(folder, name, into, other));
}
int rename(const char *name, const char *other) {
  CALL("rename", names_ours(AT_FDCWD, other), AT_FDCWD, other, NEXT(rename)(name, other));
}
int fstat(int file, struct stat *status) {
  CALL("stat", is_ours(file), file, NULL, NEXT(fstat)(file, status));
}
int fstatat(int folder, const char *name, struct stat *status, int flags) {
  CALL("stat", names_ours(folder, name), folder, name, NEXT(fstatat)(folder, name, status, flags));
}
int stat(const char *name, struct stat *status) {
  CALL("stat", names_ours(AT_FDCWD, name), AT_FDCWD, name, NEXT(stat)(name, status));
}

struct dirent *readdir(DIR *folder) {
  int file = dirfd(folder);
  int due = is_ours(file) && is_due("list", file, NULL);
  if (due && action != fails_late) return errno = code, NULL;
  return NEXT(readdir)(folder);
}

static time_t turned_back(time_t seconds) {
  static long asked;
  if (!goes_back) return seconds;
  return seconds - 1000 * __atomic_add_fetch(&asked, 1, __ATOMIC_SEQ_CST);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = (int)syscall(SYS_clock_gettime, clock, now);
  int tells_time = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
  if (tells_time) now->tv_sec = turned_back(now->tv_sec);
  return result;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec, now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}
time_t time(time_t *now) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (now) *now = exact.tv_sec;
  return exact.tv_sec;
}
