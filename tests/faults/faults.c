/*
 * Faults of the file system, for a program that runs unchanged: loaded before the system's library (LD_PRELOAD), this one counts the
 * operations that change files below one folder, and at one of them fails, writes only a part, or kills the process.
 *
 * FAULTS_UNDER   the folder, absolute and without links; without it nothing is counted
 * FAULTS_LOG     a file that receives one line per operation: number, name, path (and the second path of a rename), by tabs
 * FAULTS_AT      the number of the operation at which something happens, from 1; without it operations are only counted
 * FAULTS_DO      what happens there:
 *                  once:E         it fails with the error E, a number as in errno.h
 *                  on:E           it fails, and so do all after it; a full disk (ENOSPC) still removes and closes files
 *                  short          a write writes half of its bytes, and says so
 *                  short-on:E     the same, and from then on everything fails as with on:E
 *                  kill-before    the process is killed before it
 *                  kill-half      a write writes half of its bytes, then the process is killed
 *                  kill-after     the process is killed after it
 *
 * A failed fsync has not reached the disk, a failed close has closed the file: as on Linux.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum deed { COUNT, ONCE, ON, SHORT, SHORT_ON, KILL_BEFORE, KILL_HALF, KILL_AFTER };

/* What an operation is to do. */
enum verdict { PASS, FAIL, HALF, DIE_HALF, DIE_AFTER };

enum kind { CHANGE, WRITE, RELEASE };

static const struct { const char *name; enum deed deed; } deeds[] = {
    { "once:", ONCE }, { "on:", ON }, { "short-on:", SHORT_ON }, { "short", SHORT },
    { "kill-before", KILL_BEFORE }, { "kill-half", KILL_HALF }, { "kill-after", KILL_AFTER },
};

static char under[PATH_MAX];
static size_t under_length;
static int log_file = -1;
static long at;
static enum deed deed = COUNT;
static int failure = EIO;
static atomic_long operations;

__attribute__((constructor)) static void begin(void)
{
    const char *folder = getenv("FAULTS_UNDER"), *log = getenv("FAULTS_LOG"), *place = getenv("FAULTS_AT"), *what = getenv("FAULTS_DO");
    if (folder == NULL || strlen(folder) >= sizeof under)
        return;
    if (log != NULL)
        log_file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    at = place == NULL ? 0 : atol(place);
    for (size_t i = 0; what != NULL && i < sizeof deeds / sizeof *deeds; i++) {
        size_t length = strlen(deeds[i].name);
        if (strncmp(what, deeds[i].name, length) == 0) {
            deed = deeds[i].deed;
            if (deeds[i].name[length - 1] == ':')
                failure = atoi(what + length);
            break;
        }
    }
    strcpy(under, folder);
    under_length = strlen(under);
}

/* The system's function of a name. Looked up once per place of use. */
#define NEXT(function) \
    static __typeof__(&function) next; \
    if (next == NULL) \
        next = (__typeof__(next))dlsym(RTLD_NEXT, #function)

static int is_under(const char *path)
{
    return under_length > 0 && strncmp(path, under, under_length) == 0 && (path[under_length] == '/' || path[under_length] == 0);
}

/* The name of an open file or folder; false when it has none. */
static int name_of(int file, char *name)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, name, PATH_MAX - 1);
    if (length < 0)
        return 0;
    name[length] = 0;
    return 1;
}

/* The absolute path of a name beside a folder. */
static int resolve(int folder, const char *path, char *name)
{
    if (path == NULL)
        return 0;
    if (path[0] == '/')
        return snprintf(name, PATH_MAX, "%s", path) < PATH_MAX;
    char base[PATH_MAX];
    if (folder == AT_FDCWD ? syscall(SYS_getcwd, base, sizeof base) <= 0 : !name_of(folder, base))
        return 0;
    return snprintf(name, PATH_MAX, "%s/%s", base, path) < PATH_MAX;
}

static void die(void)
{
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

static void note(long number, const char *operation, const char *path, const char *target)
{
    char line[2 * PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%ld\t%s\t%s\t%s\n", number, operation, path, target);
    if (log_file >= 0 && length > 0)
        (void)!syscall(SYS_write, log_file, line, (size_t)length);
}

/* Counts an operation, and says what it is to do. */
static enum verdict judge(enum kind kind, const char *operation, const char *path, const char *target)
{
    long number = atomic_fetch_add(&operations, 1) + 1;
    note(number, operation, path, target);
    if (at == 0 || number < at)
        return PASS;
    if (number > at)
        return (deed == ON || deed == SHORT_ON) && !(kind == RELEASE && failure == ENOSPC) ? FAIL : PASS;
    switch (deed) {
    case KILL_BEFORE:
        die();
        return PASS;
    case KILL_HALF:
        return kind == WRITE ? DIE_HALF : DIE_AFTER;
    case KILL_AFTER:
        return DIE_AFTER;
    case ONCE:
    case ON:
        return FAIL;
    case SHORT:
    case SHORT_ON:
        return kind == WRITE ? HALF : PASS;
    default:
        return PASS;
    }
}

static enum verdict judge_path(enum kind kind, const char *operation, int folder, const char *path)
{
    char name[PATH_MAX];
    return under_length > 0 && resolve(folder, path, name) && is_under(name) ? judge(kind, operation, name, "") : PASS;
}

static enum verdict judge_pair(const char *operation, int folder, const char *path, int other, const char *target)
{
    char from[PATH_MAX], to[PATH_MAX];
    if (under_length == 0 || !resolve(folder, path, from) || !resolve(other, target, to))
        return PASS;
    return is_under(from) || is_under(to) ? judge(CHANGE, operation, from, to) : PASS;
}

static enum verdict judge_file(enum kind kind, const char *operation, int file)
{
    char name[PATH_MAX];
    return under_length > 0 && name_of(file, name) && is_under(name) ? judge(kind, operation, name, "") : PASS;
}

static int failed(void)
{
    errno = failure;
    return -1;
}

/* Ends an operation that was carried out. */
static long ended(enum verdict verdict, long result)
{
    if (verdict == DIE_AFTER || verdict == DIE_HALF)
        die();
    return result;
}

#define CARRY_OUT(judged, call) \
    do { \
        enum verdict decided = (judged); \
        return decided == FAIL ? failed() : (int)ended(decided, (call)); \
    } while (0)

static size_t part(enum verdict verdict, size_t count)
{
    return (verdict == HALF || verdict == DIE_HALF) && count > 1 ? count / 2 : count;
}

#define WRITER(function, file, count, call) \
    NEXT(function); \
    enum verdict verdict = judge_file(WRITE, #function, file); \
    if (verdict == FAIL) \
        return failed(); \
    count = part(verdict, count); \
    return ended(verdict, call)

ssize_t write(int file, const void *bytes, size_t count) { WRITER(write, file, count, next(file, bytes, count)); }

ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) { WRITER(pwrite, file, count, next(file, bytes, count, place)); }

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place)
{
    WRITER(pwrite64, file, count, next(file, bytes, count, place));
}

/* Of several pieces: half of the pieces, or half of the only one. */
static ssize_t write_pieces(enum verdict verdict, int file, const struct iovec *pieces, int count, off64_t place)
{
    struct iovec one = { pieces[0].iov_base, count == 1 ? part(verdict, pieces[0].iov_len) : pieces[0].iov_len };
    const struct iovec *chosen = count == 1 ? &one : pieces;
    int number = count == 1 ? 1 : (int)part(verdict, (size_t)count);
    ssize_t written = place < 0 ? syscall(SYS_writev, file, chosen, number) : syscall(SYS_pwritev, file, chosen, number, place, 0L);
    return ended(verdict, written);
}

#define PIECES(name, place) \
    enum verdict verdict = judge_file(WRITE, name, file); \
    return verdict == FAIL ? failed() : count < 1 ? 0 : write_pieces(verdict, file, pieces, count, place)

ssize_t writev(int file, const struct iovec *pieces, int count) { PIECES("writev", -1); }

ssize_t pwritev(int file, const struct iovec *pieces, int count, off_t place) { PIECES("pwritev", place); }

ssize_t pwritev64(int file, const struct iovec *pieces, int count, off64_t place) { PIECES("pwritev64", place); }

ssize_t copy_file_range(int from, off64_t *start, int to, off64_t *place, size_t count, unsigned flags)
{
    WRITER(copy_file_range, to, count, next(from, start, to, place, count, flags));
}

#define OF_FILE(function) \
    int function(int file) \
    { \
        NEXT(function); \
        CARRY_OUT(judge_file(CHANGE, #function, file), next(file)); \
    }

OF_FILE(fsync)
OF_FILE(fdatasync)

int ftruncate(int file, off_t length)
{
    NEXT(ftruncate);
    CARRY_OUT(judge_file(CHANGE, "ftruncate", file), next(file, length));
}

int ftruncate64(int file, off64_t length)
{
    NEXT(ftruncate64);
    CARRY_OUT(judge_file(CHANGE, "ftruncate64", file), next(file, length));
}

int posix_fallocate(int file, off_t start, off_t length)
{
    NEXT(posix_fallocate);
    enum verdict verdict = judge_file(CHANGE, "posix_fallocate", file);
    return verdict == FAIL ? failure : (int)ended(verdict, next(file, start, length));
}

int posix_fallocate64(int file, off64_t start, off64_t length)
{
    NEXT(posix_fallocate64);
    enum verdict verdict = judge_file(CHANGE, "posix_fallocate64", file);
    return verdict == FAIL ? failure : (int)ended(verdict, next(file, start, length));
}

/* Of files that were open for writing; what was only read cannot be lost. */
int close(int file)
{
    NEXT(close);
    int mode = under_length > 0 ? (int)syscall(SYS_fcntl, file, F_GETFL) : -1;
    int counts = mode >= 0 && (mode & O_ACCMODE) != O_RDONLY && (mode & O_PATH) == 0;
    enum verdict verdict = counts ? judge_file(RELEASE, "close", file) : PASS;
    int result = (int)ended(verdict, next(file));
    return verdict == FAIL ? failed() : result;
}

int rename(const char *path, const char *target)
{
    NEXT(rename);
    CARRY_OUT(judge_pair("rename", AT_FDCWD, path, AT_FDCWD, target), next(path, target));
}

int renameat(int folder, const char *path, int other, const char *target)
{
    NEXT(renameat);
    CARRY_OUT(judge_pair("renameat", folder, path, other, target), next(folder, path, other, target));
}

int renameat2(int folder, const char *path, int other, const char *target, unsigned flags)
{
    NEXT(renameat2);
    CARRY_OUT(judge_pair("renameat2", folder, path, other, target), next(folder, path, other, target, flags));
}

int link(const char *path, const char *target)
{
    NEXT(link);
    CARRY_OUT(judge_pair("link", AT_FDCWD, path, AT_FDCWD, target), next(path, target));
}

#define OF_PATH(function, kind) \
    int function(const char *path) \
    { \
        NEXT(function); \
        CARRY_OUT(judge_path(kind, #function, AT_FDCWD, path), next(path)); \
    }

OF_PATH(unlink, RELEASE)
OF_PATH(rmdir, RELEASE)

int unlinkat(int folder, const char *path, int flags)
{
    NEXT(unlinkat);
    CARRY_OUT(judge_path(RELEASE, "unlinkat", folder, path), next(folder, path, flags));
}

int mkdir(const char *path, mode_t mode)
{
    NEXT(mkdir);
    CARRY_OUT(judge_path(CHANGE, "mkdir", AT_FDCWD, path), next(path, mode));
}

int mkdirat(int folder, const char *path, mode_t mode)
{
    NEXT(mkdirat);
    CARRY_OUT(judge_path(CHANGE, "mkdirat", folder, path), next(folder, path, mode));
}

/* Opening counts where it may make or empty a file. */
static enum verdict judge_open(const char *operation, int folder, const char *path, int flags)
{
    return flags & (O_CREAT | O_TRUNC) ? judge_path(CHANGE, operation, folder, path) : PASS;
}

static mode_t mode_of(int flags, va_list rest)
{
    return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0;
}

#define OPENER(function) \
    int function(const char *path, int flags, ...) \
    { \
        NEXT(function); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = mode_of(flags, rest); \
        va_end(rest); \
        CARRY_OUT(judge_open(#function, AT_FDCWD, path, flags), next(path, flags, mode)); \
    }

OPENER(open)
OPENER(open64)

#define OPENER_AT(function) \
    int function(int folder, const char *path, int flags, ...) \
    { \
        NEXT(function); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = mode_of(flags, rest); \
        va_end(rest); \
        CARRY_OUT(judge_open(#function, folder, path, flags), next(folder, path, flags, mode)); \
    }

OPENER_AT(openat)
OPENER_AT(openat64)
