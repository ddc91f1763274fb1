#ifndef PLUMBLINE_LIBRARY_CALLS_H
#define PLUMBLINE_LIBRARY_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#pragma clang assume_nonnull begin

// Calls of functions of other people's libraries, in a child process that may crash, hang or be scribbled over.
//
// Parent and child share memory (a header, then data) and a socket. A command and its answer are structures of fixed
// size; everything larger lies in the memory. The parent writes a command, the child carries it out and answers. Of a
// child that never answers, the header says how far it came.

// Parent and child must be of one version.
enum { library_protocol = 1, library_magic = 0x504C554D };

// Descriptors of the child.
enum { library_socket = 3, library_memory = 4 };

// Where data begins in the shared memory: a multiple of every page size.
enum { library_data_start = 65536, library_argument_limit = 32 };

// How many arguments a function can have: integers and pointers, and floating-point numbers.
enum { library_integer_limit = 16, library_number_limit = 8 };

// Where texts lie in the shared memory, between the header and the data, and how long they may be: the library to load
// (then the file that the symbol is in, or what the loader said), and the symbol.
enum { library_text_start = 16384, library_symbol_start = 24576, library_text_limit = 8192 };

typedef enum {
    // Says hello.
    library_greet = 1,
    // Loads the library named by `text` and finds the function named by `symbol`.
    library_open,
    // Sweeps a run of encodings with `float f(float)`.
    library_sweep_scalar,
    // The same with `void f(const float *, float *, size_t)`, some at a time.
    library_sweep_array,
    // Calls the function as `call` says.
    library_call_function,
} library_operation;

typedef struct {
    uint32_t magic, protocol;
    uint64_t sequence;
    uint32_t operation, reserved;
    // The first encoding, how many, and how many a call.
    uint64_t first, count, chunk;
} library_command;

typedef enum {
    library_done = 0,
    // `text` says why not.
    library_not_loaded,
    library_no_symbol,
    // The symbol is data.
    library_no_function,
    // A result was left as it was; `value` is its place.
    library_missing_result,
    // The function, which returns an int, returned something other than 0: `value`.
    library_refused,
    // The child cannot do what was asked: a mistake of ours, or no memory. `text` says what.
    library_failed,
} library_status;

// What is unlike the environment that a program starts with.
enum {
    library_rounds_otherwise = 1,
    library_flushes_results = 2,
    library_flushes_arguments = 4,
};

typedef struct {
    uint32_t magic, protocol;
    uint64_t sequence;
    uint32_t status;
    // Of the floating-point environment, as loading the library left it and as this command did.
    uint32_t environment_before, environment_after, reserved;
    int64_t value;
} library_answer;

typedef enum {
    // A pointer to memory that the function must not write.
    library_input = 0,
    // A pointer to memory for results.
    library_output,
    // An integer of up to 64 bits.
    library_integer,
    // How many elements are left, `chunk` at most.
    library_length,
    library_float,
    library_double,
    // An element of an array by value.
    library_float_element,
    library_double_element,
} library_kind;

typedef enum {
    library_returns_nothing = 0,
    // Zero is success.
    library_returns_status,
    library_returns_float,
    library_returns_double,
} library_result_kind;

// One argument. Arrays lie in a slot of their own: whole pages, from `offset` in the shared memory, between pages that
// cannot be touched; the array starts at `place` in its slot.
typedef struct {
    uint32_t kind, reserved;
    uint64_t bits;
    uint64_t offset, bytes, place;
    // How far the array moves on, in bytes, from one repetition to the next.
    uint64_t stride;
} library_argument;

typedef struct {
    uint32_t argument_count;
    uint32_t result_kind;
    // Whether the pages around the arrays can be read, though not written.
    uint32_t guards_are_readable;
    uint32_t reserved;
    // How often to call; and the length of all repetitions together, and of one, for arguments of kind length.
    uint64_t repetitions, length, chunk;
    library_argument arguments[library_argument_limit];
    // Where results go that the function returns.
    library_argument result;
} library_call;

// The beginning of the shared memory.
typedef struct {
    // The place of what is being computed: an element or a repetition.
    volatile uint64_t progress;
    // Where memory was touched that must not be: the number of the argument from 1, 0 when it was elsewhere; the
    // distance in bytes from the array's beginning.
    volatile uint64_t fault_argument;
    volatile int64_t fault_distance;
    // Set when the child finds the socket gone.
    volatile uint32_t is_cut_off;
    uint32_t reserved;
    library_call call;
} library_header;

// Child.

// Carries out commands until the parent is gone. Returns the status to exit with, at once when the descriptors are not
// those of a parent.
int library_work(void);

// Parent.

// Memory that a child can share, nowhere to be seen in the file system. -1 on failure, with errno.
int library_create_memory(size_t bytes);

// The memory in this process; null on failure, with errno.
void *_Nullable library_map_memory(int memory, size_t bytes);
size_t library_page_size(void);
void library_unmap_memory(void *memory, size_t bytes);

typedef struct {
    pid_t process;
    int socket;
    // What the child writes to its standard error.
    int errors;
} library_child;

// Starts `executable worker`. Returns 0 or an errno.
int library_start(const char *executable, int memory, library_child *child);

// Sends a command. False when the child is gone.
bool library_send(int socket, const library_command *command);

typedef enum { library_answered = 0, library_closed, library_silent } library_wait_result;

// Waits for bytes of an answer, for a time at most.
library_wait_result library_receive(int socket, library_answer *answer, int milliseconds);

// Whether a child has ended, how (as of waitpid); waits for it first if asked to.
bool library_has_ended(pid_t process, bool waits, int *status);

void library_kill(pid_t process);
void library_close(int descriptor);
// What there is to read, without waiting.
ssize_t library_read(int descriptor, char *buffer, size_t bytes);

bool library_exited(int status, int *code);

// The version of glibc, where that is the C library; null elsewhere.
const char *_Nullable library_glibc_version(void);

// The name of the signal that ended a child, null when none did.
const char *_Nullable library_signal_name(int status);

#pragma clang assume_nonnull end

#endif
