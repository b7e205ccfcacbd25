/* gnuplot's Cairo terminals draw a box of many times the font's size, right across the picture, where a font lacks a
 * character. */
#include "view/glyphs.h"

#include "base/process.h"

#include <stdlib.h>
#include <string.h>

enum { CODES = 0x110000 };

/* Code point at p, which begins a character of valid UTF-8, and its length. */
static uint32_t decode(const unsigned char *p, size_t *ret_length)
{
    size_t length = *p < 0x80 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
    uint32_t code = length == 1 ? *p : *p & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++)
        code = code << 6 | (p[i] & 0x3F);
    *ret_length = length;
    return code;
}

static bool is_plain(const dh_buffer *text)
{
    for (size_t i = 0; i < text->size; i++)
        if (text->data[i] >= 0x80)
            return false;
    return true;
}

/* Marks what "20-7e a0 a2-ff" lists, a line a font. */
static void mark(const char *list, unsigned char *known)
{
    for (const char *at = list; *at;) {
        char *end;
        unsigned long first = strtoul(at, &end, 16), last = first;
        if (end == at) {
            at++;
            continue;
        }
        if (*end == '-')
            last = strtoul(end + 1, &end, 16);
        for (unsigned long code = first; code <= last && code < CODES; code++)
            known[code] = 1;
        at = end;
    }
}

static void replace(dh_buffer *text, const unsigned char *known)
{
    size_t kept = 0, length;
    for (size_t i = 0; i < text->size; i += length) {
        uint32_t code = decode(text->data + i, &length);
        if (code >= 0x80 && !known[code]) {
            text->data[kept++] = '?';
        } else {
            memmove(text->data + kept, text->data + i, length);
            kept += length;
        }
    }
    text->size = kept;
}

int dh_glyphs_replace(dh_buffer *text, dh_arena *arena, dh_error *error)
{
    char *program = is_plain(text) ? NULL : dh_program_find("fc-list", arena);
    if (!program)
        return 0;
    unsigned char *known = DH_NEW(arena, unsigned char, CODES);
    if (!known)
        return dh_fail_memory(error);
    const char *argv[] = {program, "--format", "%{charset}\n", NULL};
    dh_command command = {.argv = argv, .seconds = 60};
    dh_ending outcome;
    int result = dh_process_run(&command, &outcome, error);
    if (!result && !outcome.exit_status && outcome.out.size) {
        mark((const char *)outcome.out.data, known);
        replace(text, known);
    }
    dh_ending_finish(&outcome);
    return result;
}
