#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CLibraryCalls.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

extern char **environ;

// MARK: Memory

int library_create_memory(size_t bytes)
{
#if defined(__linux__)
    int memory = memfd_create("plumbline", MFD_CLOEXEC);
#else
    const char *folder = getenv("TMPDIR");
    char path[1024];
    snprintf(path, sizeof path, "%s/plumbline-XXXXXX", folder && *folder ? folder : "/tmp");
    int memory = mkstemp(path);
    if (memory >= 0) {
        unlink(path);
        fcntl(memory, F_SETFD, FD_CLOEXEC);
    }
#endif
    if (memory >= 0 && ftruncate(memory, (off_t)bytes) != 0) {
        int problem = errno;
        close(memory);
        errno = problem;
        return -1;
    }
    return memory;
}

void *library_map_memory(int memory, size_t bytes)
{
    void *mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    return mapped == MAP_FAILED ? NULL : mapped;
}

void library_unmap_memory(void *memory, size_t bytes)
{
    munmap(memory, bytes);
}

size_t library_page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

// MARK: Processes

// Moves a descriptor out of the way of those that the child will have, and keeps it from other children.
static int set_aside(int descriptor)
{
    int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 16);
    int problem = errno;
    close(descriptor);
    errno = problem;
    return copy;
}

static bool make_socket_pair(int pair[2])
{
#if defined(SOCK_CLOEXEC)
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) return false;
#else
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return false;
    int on = 1;
    for (int side = 0; side < 2; ++side) {
        fcntl(pair[side], F_SETFD, FD_CLOEXEC);
        setsockopt(pair[side], SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
    }
#endif
    pair[0] = set_aside(pair[0]);
    pair[1] = set_aside(pair[1]);
    return pair[0] >= 0 && pair[1] >= 0;
}

static bool make_pipe(int pair[2])
{
#if defined(__linux__)
    if (pipe2(pair, O_CLOEXEC)) return false;
#else
    if (pipe(pair)) return false;
    fcntl(pair[0], F_SETFD, FD_CLOEXEC);
    fcntl(pair[1], F_SETFD, FD_CLOEXEC);
#endif
    pair[0] = set_aside(pair[0]);
    pair[1] = set_aside(pair[1]);
    // Neither side ever waits: a library that says much is not read to the end.
    if (pair[0] >= 0) fcntl(pair[0], F_SETFL, O_NONBLOCK);
    if (pair[1] >= 0) fcntl(pair[1], F_SETFL, O_NONBLOCK);
    return pair[0] >= 0 && pair[1] >= 0;
}

static int spawn(const char *executable, int socket, int memory, int errors, pid_t *process)
{
    // The runtime's own report of a crash takes seconds, and would be about the library.
    static const char backtrace[] = "SWIFT_BACKTRACE=";
    size_t count = 0;
    while (environ[count]) ++count;
    char **variables = calloc(count + 2, sizeof *variables);
    if (!variables) return ENOMEM;
    size_t kept = 0;
    for (size_t place = 0; place < count; ++place) {
        if (strncmp(environ[place], backtrace, sizeof backtrace - 1) != 0) variables[kept++] = environ[place];
    }
    char off[] = "SWIFT_BACKTRACE=enable=no";
    variables[kept] = off;

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, errors, 2);
    posix_spawn_file_actions_adddup2(&actions, socket, library_socket);
    posix_spawn_file_actions_adddup2(&actions, memory, library_memory);
    // Whatever else is open here is none of the library's business.
#if defined(__GLIBC__)
#if __GLIBC_PREREQ(2, 34)
    posix_spawn_file_actions_addclosefrom_np(&actions, library_memory + 1);
#endif
#endif

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGINT);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#if defined(POSIX_SPAWN_CLOEXEC_DEFAULT)
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
    posix_spawnattr_setflags(&attributes, flags);

    char worker[] = "worker";
    char *name = strdup(executable);
    char *arguments[] = {name, worker, NULL};
    int problem = name ? posix_spawn(process, executable, &actions, &attributes, arguments, variables) : ENOMEM;
    free(name);
    free(variables);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return problem;
}

int library_start(const char *executable, int memory, library_child *child)
{
    int sockets[2] = {-1, -1}, errors[2] = {-1, -1};
    int aside = fcntl(memory, F_DUPFD_CLOEXEC, 16);
    int problem = 0;
    if (aside < 0 || !make_socket_pair(sockets) || !make_pipe(errors)) {
        problem = errno ? errno : EMFILE;
    } else {
        problem = spawn(executable, sockets[1], aside, errors[1], &child->process);
    }
    library_close(aside);
    library_close(sockets[1]);
    library_close(errors[1]);
    if (problem) {
        library_close(sockets[0]);
        library_close(errors[0]);
        return problem;
    }
    child->socket = sockets[0];
    child->errors = errors[0];
    return 0;
}

bool library_send(int socket, const library_command *command)
{
    size_t sent = 0;
    while (sent < sizeof *command) {
#if defined(MSG_NOSIGNAL)
        ssize_t count = send(socket, (const char *)command + sent, sizeof *command - sent, MSG_NOSIGNAL);
#else
        ssize_t count = send(socket, (const char *)command + sent, sizeof *command - sent, 0);
#endif
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        sent += (size_t)count;
    }
    return true;
}

library_wait_result library_receive(int socket, library_answer *answer, int milliseconds)
{
    struct pollfd waiting = {.fd = socket, .events = POLLIN};
    int count = poll(&waiting, 1, milliseconds);
    if (count < 0 && errno != EINTR) return library_closed;
    if (count <= 0) return library_silent;
    // An answer is small enough to arrive whole.
    ssize_t bytes = recv(socket, answer, sizeof *answer, MSG_DONTWAIT);
    if (bytes < 0 && (errno == EINTR || errno == EAGAIN)) return library_silent;
    if (bytes <= 0) return library_closed;
    if (bytes < (ssize_t)sizeof *answer) memset(answer, 0, sizeof *answer);
    return library_answered;
}

bool library_has_ended(pid_t process, bool waits, int *status)
{
    pid_t ended;
    do {
        ended = waitpid(process, status, waits ? 0 : WNOHANG);
    } while (ended < 0 && errno == EINTR);
    if (ended < 0) *status = 0;
    return ended != 0;
}

void library_kill(pid_t process)
{
    kill(process, SIGKILL);
}

void library_close(int descriptor)
{
    if (descriptor >= 0) close(descriptor);
}

ssize_t library_read(int descriptor, char *buffer, size_t bytes)
{
    return read(descriptor, buffer, bytes);
}

bool library_exited(int status, int *code)
{
    if (!WIFEXITED(status)) return false;
    *code = WEXITSTATUS(status);
    return true;
}

const char *library_signal_name(int status)
{
    if (!WIFSIGNALED(status)) return NULL;
    switch (WTERMSIG(status)) {
    case SIGSEGV: return "SIGSEGV";
    case SIGFPE: return "SIGFPE";
    case SIGILL: return "SIGILL";
    case SIGABRT: return "SIGABRT";
    case SIGBUS: return "SIGBUS";
    case SIGTRAP: return "SIGTRAP";
    case SIGKILL: return "SIGKILL";
    case SIGTERM: return "SIGTERM";
    case SIGPIPE: return "SIGPIPE";
    case SIGALRM: return "SIGALRM";
    case SIGHUP: return "SIGHUP";
    case SIGXCPU: return "SIGXCPU";
    case SIGSYS: return "SIGSYS";
    default: return "another signal";
    }
}

const char *library_glibc_version(void)
{
#if defined(__GLIBC__)
    return gnu_get_libc_version();
#else
    return NULL;
#endif
}
