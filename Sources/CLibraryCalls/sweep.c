#include "sweep.h"

#include <string.h>

// Bits are moved with memcpy, as integers: a float register of some processors would quiet a signalling NaN.

void sweep_scalar(
    scalar_function function, uint32_t first, uint64_t count, float *results, volatile uint64_t *progress)
{
    for (uint64_t place = 0; place < count; ++place) {
        *progress = place;
        uint32_t bits = first + (uint32_t)place;
        float x;
        memcpy(&x, &bits, sizeof x);
        results[place] = function(x);
    }
}

static void fill(uint32_t *words, uint64_t count, uint32_t word)
{
    for (uint64_t place = 0; place < count; ++place) words[place] = word;
}

static int64_t find(const uint32_t *words, uint64_t count, uint32_t word)
{
    // A sum has no branches, and nothing is found but in the worst case.
    uint32_t found = 0;
    for (uint64_t place = 0; place < count; ++place) found += words[place] == word;
    for (uint64_t place = 0; found && place < count; ++place) {
        if (words[place] == word) return (int64_t)place;
    }
    return -1;
}

int64_t sweep_array(
    array_function function, uint32_t first, uint64_t count, uint64_t chunk, float *inputs_end,
    const float *arguments_end, float *results, volatile uint64_t *progress)
{
    for (uint64_t start = 0; start < count; start += chunk) {
        uint64_t size = count - start < chunk ? count - start : chunk;
        *progress = start;
        uint32_t *inputs = (uint32_t *)(void *)(inputs_end - size);
        for (uint64_t place = 0; place < size; ++place) inputs[place] = first + (uint32_t)(start + place);
        uint32_t *words = (uint32_t *)(void *)(results + start);
        fill(words, size, poison_1);
        function(arguments_end - size, results + start, size);
        int64_t place = find(words, size, poison_1);
        if (place < 0) continue;
        // A function may answer with these very bits: those of its argument. Then it does so whatever was there before.
        fill(words, size, poison_2);
        function(arguments_end - size, results + start, size);
        place = find(words, size, poison_2);
        if (place >= 0) {
            fill(words, size, poison_1);
            function(arguments_end - size, results + start, size);
            if (words[place] == poison_1) return (int64_t)start + place;
        }
    }
    return -1;
}
