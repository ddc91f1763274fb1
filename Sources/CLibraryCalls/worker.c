#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CLibraryCalls.h"
#include "environment.h"
#include "invoke.h"
#include "sweep.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fenv.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#if defined(__linux__)
#include <elf.h>
#include <link.h>
#include <sys/prctl.h>
#endif

// The child's side. Everything here expects that the function under test may destroy whatever it can reach.

static library_header *header;
static char *text, *symbol_name;
static size_t memory_size;
static void *function;
static fenv_t environment;
static uint32_t environment_after_loading;

// MARK: Memory

// Memory that belongs to an argument, with a page on either side that cannot be touched.
typedef struct {
    char *reserved;
    size_t reserved_bytes;
    char *bytes;
} mapping;

static mapping mappings[library_argument_limit + 1];

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static bool map_guarded(mapping *result, uint64_t offset, uint64_t bytes, bool is_writable, bool guards_are_readable)
{
    size_t page = page_size();
    result->reserved_bytes = bytes + 2 * page;
    int guards = guards_are_readable ? PROT_READ : PROT_NONE;
    void *reserved = mmap(NULL, result->reserved_bytes, guards, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (reserved == MAP_FAILED) return false;
    result->reserved = reserved;
    result->bytes = result->reserved + page;
    if (bytes == 0) return true;
    int protection = is_writable ? PROT_READ | PROT_WRITE : PROT_READ;
    return mmap(result->bytes, bytes, protection, MAP_SHARED | MAP_FIXED, library_memory, (off_t)offset) != MAP_FAILED;
}

static void unmap(mapping *old)
{
    if (old->reserved) munmap(old->reserved, old->reserved_bytes);
    *old = (mapping){0};
}

// MARK: Faults

// Says where memory was touched; then the signal has its usual effect, as soon as this returns.
static void note_fault(int signal_number, siginfo_t *information, void *context)
{
    (void)context;
    char *address = information->si_addr;
    for (size_t place = 0; place <= library_argument_limit; ++place) {
        mapping *candidate = &mappings[place];
        if (!candidate->reserved || address < candidate->reserved) continue;
        if (address >= candidate->reserved + candidate->reserved_bytes) continue;
        const library_argument *argument =
            place < library_argument_limit ? &header->call.arguments[place] : &header->call.result;
        header->fault_distance = address - (candidate->bytes + argument->place);
        header->fault_argument = place + 1;
    }
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static void prepare_signals(void)
{
    // Handlers of this program's own runtime would only delay the end.
    static const int signals[] = {SIGILL, SIGABRT, SIGFPE, SIGTRAP, SIGQUIT, SIGSYS};
    for (size_t place = 0; place < sizeof signals / sizeof *signals; ++place) signal(signals[place], SIG_DFL);
    // An interrupt is the parent's to deal with.
    signal(SIGINT, SIG_IGN);
    signal(SIGPIPE, SIG_DFL);
    // A stack that has overflowed cannot hold the handler's frame.
    static char stack[65536];
    stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&alternative, NULL);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = note_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    // Crashes are expected, and nobody wants files of them.
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
#if defined(__linux__)
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

// MARK: The parent's end

// Ends the process when the parent has gone, even while the function hangs. (Linux could send a signal instead, but when
// the thread goes that started the child, which may be long before its process does.)
static void *watch_parent(void *argument)
{
    (void)argument;
    pid_t parent = getppid();
    // Of its own, which the function does not know to close.
    int lifeline = fcntl(library_socket, F_DUPFD_CLOEXEC, 200);
    for (;;) {
        struct pollfd waiting = {.fd = lifeline, .events = 0};
        int count = poll(&waiting, lifeline < 0 ? 0 : 1, 1000);
        if (count > 0 && (waiting.revents & POLLHUP)) _exit(0);
        if (count > 0) lifeline = -1;
        if (getppid() != parent) _exit(0);
    }
    return NULL;
}

static void start_watching(void)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    pthread_create(&thread, &attributes, watch_parent, NULL);
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

// MARK: Commands

static void say(const char *message)
{
    snprintf(text, library_text_limit, "%s", message);
}

// Names that a symbol may really have: one letter more, less or other, two exchanged, or the names that C++ makes.
static bool suggest(void *library, const char *symbol, char *suggestion, size_t size)
{
    size_t length = strlen(symbol);
    if (length == 0 || length > 200) return false;
    static const char *const mangled[] = {"f", "ff", "fff", "d", "dd", "ddd", "PKfPfm", "PKdPdm"};
    for (size_t place = 0; place < sizeof mangled / sizeof *mangled; ++place) {
        snprintf(suggestion, size, "_Z%zu%s%s", length, symbol, mangled[place]);
        if (dlsym(library, suggestion)) return true;
    }
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (size_t place = 0; place <= length; ++place) {
        int before = (int)place;
        const char *rest = symbol + place;
        if (*rest) {
            snprintf(suggestion, size, "%.*s%s", before, symbol, rest + 1);
            if (dlsym(library, suggestion)) return true;
        }
        if (*rest && rest[1]) {
            snprintf(suggestion, size, "%.*s%c%c%s", before, symbol, rest[1], rest[0], rest + 2);
            if (dlsym(library, suggestion)) return true;
        }
        for (const char *letter = letters; *letter; ++letter) {
            snprintf(suggestion, size, "%.*s%c%s", before, symbol, *letter, rest);
            if (dlsym(library, suggestion)) return true;
            if (!*rest) continue;
            snprintf(suggestion, size, "%.*s%c%s", before, symbol, *letter, rest + 1);
            if (dlsym(library, suggestion)) return true;
        }
    }
    return false;
}

static bool is_data(const void *symbol)
{
#if defined(__GLIBC__)
    Dl_info information;
    void *extra = NULL;
    if (dladdr1((void *)(uintptr_t)symbol, &information, &extra, RTLD_DL_SYMENT) && extra
        && information.dli_saddr == symbol) {
        const ElfW(Sym) *entry = extra;
        unsigned kind = entry->st_info & 0xF;
        return kind == STT_OBJECT || kind == STT_TLS || kind == STT_COMMON;
    }
#endif
    (void)symbol;
    return false;
}

static library_status open_library(void)
{
    static void *library;
    text[library_text_limit - 1] = 0;
    symbol_name[library_text_limit - 1] = 0;
    if (!library) {
        int flags = RTLD_NOW | RTLD_LOCAL;
#if defined(RTLD_DEEPBIND)
        // A library's own functions come before those of the same name in this program. (Libraries that are loaded
        // before all others, such as sanitizers, forbid it.)
        if (!getenv("LD_PRELOAD")) flags |= RTLD_DEEPBIND;
#endif
        library = dlopen(text, flags);
        if (!library) {
            const char *problem = dlerror();
            say(problem ? problem : "the loader does not say why");
            return library_not_loaded;
        }
        environment_after_loading = floating_point_environment();
        // A library that changes the environment when it is loaded does so for whoever uses it.
        fegetenv(&environment);
    }
    void *symbol = dlsym(library, symbol_name);
    if (!symbol) {
        char suggestion[library_text_limit];
        say(suggest(library, symbol_name, suggestion, sizeof suggestion) ? suggestion : "");
        return library_no_symbol;
    }
    if (is_data(symbol)) return library_no_function;
    Dl_info information;
    char *path = dladdr(symbol, &information) && information.dli_fname ? realpath(information.dli_fname, NULL) : NULL;
    say(path ? path : "");
    free(path);
    function = symbol;
    return library_done;
}

// The place where sweeps keep their inputs, and where the function sees them.
enum { sweep_input_bytes = 65536 };

static library_status sweep(const library_command *command, int64_t *value)
{
    static char *inputs;
    uint64_t room = memory_size - library_data_start - sweep_input_bytes;
    if (!function || command->count * sizeof(float) > room || command->first + command->count > (uint64_t)1 << 32
        || command->chunk == 0 || command->chunk * sizeof(float) > sweep_input_bytes) {
        say("the command makes no sense");
        return library_failed;
    }
    mapping *arguments = &mappings[0], *results = &mappings[1];
    if (!inputs) {
        inputs = mmap(
            NULL, sweep_input_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, library_memory, (off_t)library_data_start);
        if (inputs == MAP_FAILED || !map_guarded(arguments, library_data_start, sweep_input_bytes, false, false)
            || !map_guarded(results, library_data_start + sweep_input_bytes, room, true, false)) {
            say(strerror(errno));
            return library_failed;
        }
        memset(&header->call, 0, sizeof header->call);
    }
    float *places = (float *)(void *)results->bytes;
    fesetenv(&environment);
    if (command->operation == library_sweep_scalar) {
        sweep_scalar(
            (scalar_function)(uintptr_t)function, (uint32_t)command->first, command->count, places, &header->progress);
        return library_done;
    }
    const float *end = (const float *)(const void *)(arguments->bytes + sweep_input_bytes);
    *value = sweep_array(
        (array_function)(uintptr_t)function, (uint32_t)command->first, command->count, command->chunk,
        (float *)(void *)(inputs + sweep_input_bytes), end, places, &header->progress);
    return *value < 0 ? library_done : library_missing_result;
}

// Whether an argument of an array lies within the shared memory, in whole pages.
static bool is_sound(const library_argument *argument, uint64_t repetitions, uint64_t element)
{
    uint64_t page = page_size();
    if (argument->offset < library_data_start || argument->offset % page || argument->bytes % page) return false;
    if (argument->offset > memory_size || argument->bytes > memory_size - argument->offset) return false;
    if (argument->place > argument->bytes) return false;
    if (repetitions == 0 || element == 0) return true;
    if (argument->stride > memory_size || repetitions > memory_size) return false;
    return argument->place + (repetitions - 1) * argument->stride + element <= argument->bytes;
}

static library_status perform(const library_call *call, int64_t *value)
{
    uint32_t count = call->argument_count;
    const char *memory[library_argument_limit];
    for (uint32_t place = 0; place < count; ++place) {
        const library_argument *argument = &call->arguments[place];
        memory[place] = mappings[place].bytes ? mappings[place].bytes + argument->place : NULL;
    }
    char *results = mappings[library_argument_limit].bytes;
    if (results) results += call->result.place;
    fesetenv(&environment);
    for (uint64_t repetition = 0; repetition < call->repetitions; ++repetition) {
        header->progress = repetition;
        call_arguments passed;
        passed.integer_count = passed.number_count = 0;
        memset(&passed, 0, sizeof passed);
        for (uint32_t place = 0; place < count; ++place) {
            const library_argument *argument = &call->arguments[place];
            const char *element = memory[place] ? memory[place] + repetition * argument->stride : NULL;
            bool is_number = false;
            uint64_t bits = argument->bits;
            switch (argument->kind) {
            case library_input:
            case library_output: bits = (uint64_t)(uintptr_t)element; break;
            case library_integer: break;
            case library_length: {
                uint64_t left = call->length - repetition * call->chunk;
                bits = left < call->chunk ? left : call->chunk;
                break;
            }
            case library_float:
            case library_double: is_number = true; break;
            case library_float_element:
                is_number = true;
                bits = 0;
                memcpy(&bits, element, sizeof(float));
                break;
            case library_double_element:
                is_number = true;
                memcpy(&bits, element, sizeof(double));
                break;
            }
            if (is_number) {
                passed.numbers[passed.number_count++] = bits;
            } else {
                passed.integers[passed.integer_count++] = bits;
            }
        }
        uint64_t bits = invoke(function, call->result_kind, &passed);
        switch (call->result_kind) {
        case library_returns_status:
            if (bits != 0) {
                *value = (int64_t)bits;
                return library_refused;
            }
            break;
        case library_returns_float: memcpy(results + repetition * call->result.stride, &bits, sizeof(float)); break;
        case library_returns_double: memcpy(results + repetition * call->result.stride, &bits, sizeof(double)); break;
        default: break;
        }
    }
    return library_done;
}

// Checks a call before anything is touched.
static bool is_possible(const library_call *call)
{
    uint32_t integers = 0, numbers = 0;
    if (!function || call->argument_count > library_argument_limit) return false;
    for (uint32_t place = 0; place < call->argument_count; ++place) {
        const library_argument *argument = &call->arguments[place];
        switch (argument->kind) {
        case library_input:
        case library_output:
            ++integers;
            if (!is_sound(argument, 0, 0)) return false;
            break;
        case library_integer:
        case library_length: ++integers; break;
        case library_float:
        case library_double: ++numbers; break;
        case library_float_element:
        case library_double_element:
            ++numbers;
            if (!is_sound(argument, call->repetitions, argument->kind == library_float_element ? 4 : 8)) return false;
            break;
        default: return false;
        }
    }
    uint64_t element = call->result_kind == library_returns_float ? 4 : call->result_kind == library_returns_double ? 8 : 0;
    if (element && !is_sound(&call->result, call->repetitions, element)) return false;
    return integers <= library_integer_limit && numbers <= library_number_limit;
}

static library_status call_function(int64_t *value)
{
    // What the header holds could change under the function's hands.
    static library_call call;
    call = header->call;
    if (!is_possible(&call)) {
        say("the call makes no sense");
        return library_failed;
    }
    bool is_mapped = true;
    for (uint32_t place = 0; place < call.argument_count; ++place) {
        const library_argument *argument = &call.arguments[place];
        bool is_array = argument->kind == library_input || argument->kind == library_output
            || argument->kind == library_float_element || argument->kind == library_double_element;
        if (!is_array) continue;
        is_mapped = is_mapped
            && map_guarded(
                &mappings[place], argument->offset, argument->bytes, argument->kind == library_output,
                call.guards_are_readable);
    }
    if (call.result_kind == library_returns_float || call.result_kind == library_returns_double) {
        is_mapped = is_mapped
            && map_guarded(&mappings[library_argument_limit], call.result.offset, call.result.bytes, true, false);
    }
    library_status status = library_failed;
    if (is_mapped) {
        status = perform(&call, value);
    } else {
        say(strerror(errno));
    }
    for (uint32_t place = 0; place <= library_argument_limit; ++place) unmap(&mappings[place]);
    return status;
}

static bool receive_command(library_command *command)
{
    size_t got = 0;
    while (got < sizeof *command) {
        ssize_t count = recv(library_socket, (char *)command + got, sizeof *command - got, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            if (count < 0) header->is_cut_off = 1;
            return false;
        }
        got += (size_t)count;
    }
    return command->magic == library_magic && command->protocol == library_protocol;
}

static bool send_answer(const library_answer *answer)
{
    size_t sent = 0;
    while (sent < sizeof *answer) {
#if defined(MSG_NOSIGNAL)
        ssize_t count = send(library_socket, (const char *)answer + sent, sizeof *answer - sent, MSG_NOSIGNAL);
#else
        ssize_t count = send(library_socket, (const char *)answer + sent, sizeof *answer - sent, 0);
#endif
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            header->is_cut_off = 1;
            return false;
        }
        sent += (size_t)count;
    }
    return true;
}

// Whether the descriptors are a socket and memory that is large enough.
static bool has_parent(void)
{
    struct stat socket_facts, memory_facts;
    if (fstat(library_socket, &socket_facts) || !S_ISSOCK(socket_facts.st_mode)) return false;
    if (fstat(library_memory, &memory_facts) || !S_ISREG(memory_facts.st_mode)) return false;
    if (memory_facts.st_size < library_data_start + sweep_input_bytes) return false;
    memory_size = (size_t)memory_facts.st_size;
    void *mapped = mmap(NULL, library_data_start, PROT_READ | PROT_WRITE, MAP_SHARED, library_memory, 0);
    if (mapped == MAP_FAILED) return false;
    header = mapped;
    text = (char *)mapped + library_text_start;
    symbol_name = (char *)mapped + library_symbol_start;
    return true;
}

int library_work(void)
{
    _Static_assert(sizeof(library_header) <= library_text_start, "the header must fit before the texts");
    if (!has_parent()) return 64;
    prepare_signals();
    start_watching();
    fegetenv(&environment);
    library_command command;
    while (receive_command(&command)) {
        library_answer answer = {.magic = library_magic, .protocol = library_protocol, .sequence = command.sequence};
        answer.value = -1;
        header->progress = 0;
        library_status status = library_failed;
        switch (command.operation) {
        case library_greet: status = library_done; break;
        case library_open: status = open_library(); break;
        case library_sweep_scalar:
        case library_sweep_array: status = sweep(&command, &answer.value); break;
        case library_call_function: status = call_function(&answer.value); break;
        default: say("there is no such command");
        }
        answer.status = status;
        answer.environment_before = environment_after_loading;
        answer.environment_after = floating_point_environment();
        fesetenv(&environment);
        if (!send_answer(&answer)) break;
    }
    return 0;
}
