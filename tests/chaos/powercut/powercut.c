/*
 * Remembers what a power cut would leave of one directory.
 *
 * Preloaded into a process, it watches the files under POWERCUT_DIRECTORY and keeps in POWERCUT_LEDGER, a shared mapping
 * that outlives the process, (a) how many bytes of each file a successful fsync or fdatasync has covered, and (b) every
 * creation, rename and removal of a name, and how many of them a successful fsync of the directory has covered. Both are
 * recorded before the sync returns to its caller: what the caller could acknowledge is in the ledger. Files that a rename
 * or a removal takes away stay reachable in POWERCUT_LEDGER.shadow until the directory is synced.
 *
 * What a file had when it was first opened counts as synced: the harness applies each cut before the next start.
 * Writing over synced bytes, which the store never does, is taken as losing everything from there on.
 * fopen'ed files (RocksDB's text log) are not watched, and sync_file_range promises nothing, so neither counts.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAGIC 0x3154554352574f50ull /* "POWRCUT1", as PowerCut.cs reads it */
#define MAX_FILES 65536
#define MAX_OPERATIONS 65536
#define MAX_DESCRIPTORS 65536
#define NAME_BYTES 252

enum { CREATED = 1, RENAMED = 2, REMOVED = 3 };

struct file { uint64_t inode; int64_t synced; };
struct operation { uint32_t kind; uint32_t shadow; char from[NAME_BYTES]; char to[NAME_BYTES]; };
struct ledger {
    uint64_t magic;
    uint32_t operations, durable, shadows, unused;
    struct file files[MAX_FILES];
    struct operation journal[MAX_OPERATIONS];
};
enum { UNWATCHED = 0, WATCHED_FILE = 1, WATCHED_DIRECTORY = 2 };
struct descriptor { int kind; struct file *file; };

static struct ledger *ledger;
static const char *directory;
static size_t directory_length;
static char shadow_directory[4096];
static struct descriptor descriptors[MAX_DESCRIPTORS];
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pwritev)(int, const struct iovec *, int, off_t);

static void die(const char *why) {
    fprintf(stderr, "powercut: %s\n", why);
    abort();
}

__attribute__((constructor)) static void begin(void) {
    real_open = dlsym(RTLD_NEXT, "open");
    real_openat = dlsym(RTLD_NEXT, "openat");
    real_close = dlsym(RTLD_NEXT, "close");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_write = dlsym(RTLD_NEXT, "write");
    real_writev = dlsym(RTLD_NEXT, "writev");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    real_pwritev = dlsym(RTLD_NEXT, "pwritev");
    const char *watched = getenv("POWERCUT_DIRECTORY"), *path = getenv("POWERCUT_LEDGER");
    if (!watched || !path) return;
    snprintf(shadow_directory, sizeof shadow_directory, "%s.shadow", path);
    mkdir(shadow_directory, 0700);
    int fd = real_open(path, O_RDWR | O_CREAT, 0600);
    if (fd < 0 || real_ftruncate(fd, sizeof(struct ledger)) != 0) die("the ledger cannot be opened");
    struct ledger *mapped = mmap(NULL, sizeof *mapped, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) die("the ledger cannot be mapped");
    real_close(fd);
    mapped->magic = MAGIC;
    directory = strdup(watched);
    directory_length = strlen(directory);
    ledger = mapped;
}

/* The name inside the watched directory, or NULL. */
static const char *watched_name(const char *path) {
    if (!ledger || strncmp(path, directory, directory_length) != 0 || path[directory_length] != '/') return NULL;
    const char *name = path + directory_length;
    while (*name == '/') name++;
    return *name && !strchr(name, '/') ? name : NULL;
}

static int is_directory(const char *path) {
    if (!ledger || strncmp(path, directory, directory_length) != 0) return 0;
    const char *rest = path + directory_length;
    while (*rest == '/') rest++;
    return *rest == 0;
}

/* The ledger's entry of an inode; a new one starts as wholly synced. Called under the gate. */
static struct file *file_of(const struct stat *status) {
    uint64_t at = (uint64_t)status->st_ino * 0x9E3779B97F4A7C15ull % MAX_FILES;
    for (int probes = 0; probes < MAX_FILES; probes++, at = (at + 1) % MAX_FILES) {
        struct file *file = &ledger->files[at];
        if (file->inode == status->st_ino) return file;
        if (file->inode == 0) {
            file->synced = status->st_size;
            file->inode = status->st_ino;
            return file;
        }
    }
    die("too many files");
    return NULL;
}

static void record(uint32_t kind, uint32_t shadow, const char *from, const char *to) {
    if (ledger->operations == MAX_OPERATIONS) die("too many operations");
    struct operation *operation = &ledger->journal[ledger->operations];
    operation->kind = kind;
    operation->shadow = shadow;
    if (strlen(from) >= NAME_BYTES || strlen(to) >= NAME_BYTES) die("a name is too long");
    strcpy(operation->from, from);
    strcpy(operation->to, to);
    __atomic_store_n(&ledger->operations, ledger->operations + 1, __ATOMIC_SEQ_CST);
}

static void shadow_path(char *target, size_t size, uint32_t shadow) {
    snprintf(target, size, "%s/%u", shadow_directory, shadow);
}

/* Keeps a file reachable that is about to lose its name. 0 if there is none. */
static uint32_t keep(const char *path) {
    char target[4200];
    uint32_t shadow = ++ledger->shadows;
    shadow_path(target, sizeof target, shadow);
    if (link(path, target) == 0) return shadow;
    if (errno != ENOENT) die("a file cannot be kept; ledger and directory must be on one file system");
    return 0;
}

static void watch(int fd, const char *path, int flags, int existed) {
    if (fd >= MAX_DESCRIPTORS) die("too many descriptors");
    if (is_directory(path)) {
        descriptors[fd].kind = WATCHED_DIRECTORY;
        return;
    }
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return;
    struct file *file = file_of(&status);
    if (!existed) {
        file->synced = 0;
        record(CREATED, 0, watched_name(path), "");
    } else if (flags & O_TRUNC)
        file->synced = 0;
    descriptors[fd].file = file;
    descriptors[fd].kind = WATCHED_FILE;
}

static int open_watched(int at, const char *path, int flags, mode_t mode) {
    if (!watched_name(path) && !(ledger && is_directory(path))) return real_openat(at, path, flags, mode);
    pthread_mutex_lock(&gate);
    int existed = access(path, F_OK) == 0;
    int fd = real_openat(at, path, flags, mode);
    int error = errno;
    if (fd >= 0) watch(fd, path, flags, existed);
    pthread_mutex_unlock(&gate);
    errno = error;
    return fd;
}

#define MODE_OF(flags, last) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, last); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE_OF(flags, flags) return open_watched(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags, flags) return open_watched(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int at, const char *path, int flags, ...) { MODE_OF(flags, flags) return open_watched(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE_OF(flags, flags) return open_watched(at, path, flags | O_LARGEFILE, mode); }
int creat(const char *path, mode_t mode) { return open_watched(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

static struct descriptor *descriptor_of(int fd) {
    return ledger && fd >= 0 && fd < MAX_DESCRIPTORS && descriptors[fd].kind != UNWATCHED ? &descriptors[fd] : NULL;
}

int close(int fd) {
    struct descriptor *descriptor = descriptor_of(fd);
    if (descriptor) descriptor->kind = UNWATCHED;
    return real_close(fd);
}

/* Bytes from this place on are no longer known to be on the disk. */
static void changed(int fd, off_t from) {
    struct descriptor *descriptor = descriptor_of(fd);
    if (!descriptor || descriptor->kind != WATCHED_FILE) return;
    if (from < 0) {
        struct stat status;
        from = fcntl(fd, F_GETFL) & O_APPEND && fstat(fd, &status) == 0 ? status.st_size : lseek(fd, 0, SEEK_CUR);
    }
    int64_t synced = __atomic_load_n(&descriptor->file->synced, __ATOMIC_SEQ_CST);
    while (from < synced && !__atomic_compare_exchange_n(&descriptor->file->synced, &synced, from, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) { }
}

ssize_t write(int fd, const void *bytes, size_t count) { changed(fd, -1); return real_write(fd, bytes, count); }
ssize_t writev(int fd, const struct iovec *parts, int count) { changed(fd, -1); return real_writev(fd, parts, count); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { changed(fd, at); return real_pwrite(fd, bytes, count, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at) { changed(fd, at); return real_pwrite(fd, bytes, count, at); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { changed(fd, at); return real_pwritev(fd, parts, count, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t at) { changed(fd, at); return real_pwritev(fd, parts, count, at); }
int ftruncate(int fd, off_t length) { changed(fd, length); return real_ftruncate(fd, length); }
int ftruncate64(int fd, off_t length) { changed(fd, length); return real_ftruncate(fd, length); }

static void directory_synced(uint32_t operations) {
    pthread_mutex_lock(&gate);
    for (uint32_t i = ledger->durable; i < operations; i++) {
        char shadow[4200];
        uint32_t kept = ledger->journal[i].shadow;
        __atomic_store_n(&ledger->durable, i + 1, __ATOMIC_SEQ_CST);
        if (!kept) continue;
        shadow_path(shadow, sizeof shadow, kept);
        real_unlink(shadow);
    }
    pthread_mutex_unlock(&gate);
}

static int synced(int fd, int (*real)(int)) {
    struct descriptor *descriptor = descriptor_of(fd);
    if (!descriptor) return real(fd);
    /* Only what was there when the sync began is covered by it. */
    uint32_t operations = __atomic_load_n(&ledger->operations, __ATOMIC_SEQ_CST);
    struct stat status;
    if (fstat(fd, &status) != 0) die("a watched file has no size");
    int result = real(fd);
    if (result != 0) return result;
    if (descriptor->kind == WATCHED_DIRECTORY)
        directory_synced(operations);
    else {
        int64_t before = __atomic_load_n(&descriptor->file->synced, __ATOMIC_SEQ_CST);
        while (before < status.st_size && !__atomic_compare_exchange_n(&descriptor->file->synced, &before, status.st_size, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) { }
    }
    return 0;
}

int fsync(int fd) { return synced(fd, real_fsync); }
int fdatasync(int fd) { return synced(fd, real_fdatasync); }

int rename(const char *from, const char *to) {
    const char *old_name = watched_name(from), *new_name = watched_name(to);
    if (!old_name || !new_name) return real_rename(from, to);
    pthread_mutex_lock(&gate);
    uint32_t shadow = keep(to);
    int result = real_rename(from, to);
    int error = errno;
    if (result == 0) record(RENAMED, shadow, old_name, new_name);
    pthread_mutex_unlock(&gate);
    errno = error;
    return result;
}

int unlink(const char *path) {
    const char *name = watched_name(path);
    if (!name) return real_unlink(path);
    pthread_mutex_lock(&gate);
    uint32_t shadow = keep(path);
    int result = real_unlink(path);
    int error = errno;
    if (result == 0) record(REMOVED, shadow, name, "");
    pthread_mutex_unlock(&gate);
    errno = error;
    return result;
}
