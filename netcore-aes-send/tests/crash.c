/* Preloaded by a test: ends the process by SIGKILL at the CRASH_AT-th call that writes, half of the bytes written if it can be; or lets
   the disk be full from the FULL_AT-th such call on, for FULL_FOR calls. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;

static long number(const char *name)
{
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

static int is_file(int fd)
{
    struct stat found;
    return fstat(fd, &found) == 0 && S_ISREG(found.st_mode);
}

/* Counts a call on a file or socket (fd), or on a name (-1). Returns 1 if the disk is full. `tear` writes half of the bytes. */
static int count(int fd, const void *bytes, size_t size, off_t place)
{
    static long crash_at = -1, full_at, full_for;
    if (crash_at < 0) {
        full_at = number("FULL_AT");
        full_for = number("FULL_FOR");
        crash_at = number("CRASH_AT");
    }
    long call = atomic_fetch_add(&calls, 1) + 1;
    int is_full = full_at && call >= full_at && call < full_at + full_for && (fd < 0 || is_file(fd));
    if (call != crash_at && !is_full)
        return 0;
    if (bytes && size > 1 && (is_file(fd) || call == crash_at)) {
        if (place >= 0)
            syscall(SYS_pwrite64, fd, bytes, size / 2, place);
        else
            syscall(SYS_write, fd, bytes, size / 2);
    }
    if (call == crash_at)
        kill(getpid(), SIGKILL);
    errno = ENOSPC;
    return 1;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    return count(fd, bytes, size, -1) ? -1 : syscall(SYS_write, fd, bytes, size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t place)
{
    return count(fd, bytes, size, place) ? -1 : syscall(SYS_pwrite64, fd, bytes, size, place);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t place)
{
    return pwrite64(fd, bytes, size, place);
}

ssize_t writev(int fd, const struct iovec *parts, int number_of)
{
    const struct iovec *first = number_of ? parts : NULL;
    return count(fd, first ? first->iov_base : NULL, first ? first->iov_len : 0, -1) ? -1 : syscall(SYS_writev, fd, parts, number_of);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags)
{
    return count(fd, bytes, size, -1) ? -1 : syscall(SYS_sendto, fd, bytes, size, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    return count(fd, NULL, 0, -1) ? -1 : syscall(SYS_sendmsg, fd, message, flags);
}

int fsync(int fd)
{
    return count(fd, NULL, 0, -1) ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return count(fd, NULL, 0, -1) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int ftruncate64(int fd, off_t size)
{
    return count(fd, NULL, 0, -1) ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

int ftruncate(int fd, off_t size)
{
    return ftruncate64(fd, size);
}

int unlink(const char *path)
{
    return count(-1, NULL, 0, -1) ? -1 : (int)syscall(SYS_unlinkat, -100, path, 0);
}

int rename(const char *from, const char *to)
{
    return count(-1, NULL, 0, -1) ? -1 : (int)syscall(SYS_renameat2, -100, from, -100, to, 0);
}

/* Whether a run was long enough for its end: told to the test by a file. */
__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("CRASH_CALLS");
    if (!path)
        return;
    char text[24];
    long value = atomic_load(&calls), at = sizeof text;
    do
        text[--at] = (char)('0' + value % 10);
    while (value /= 10);
    int fd = (int)syscall(SYS_openat, -100, path, 0101, 0600);
    syscall(SYS_write, fd, text + at, sizeof text - (size_t)at);
    syscall(SYS_close, fd);
}
