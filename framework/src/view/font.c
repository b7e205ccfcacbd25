/* Advance widths of Inter Regular (SIL Open Font License), as measured with FreeType, in hundredths of the font's
 * size. */
#include "view/font.h"

#include <stdbool.h>
#include <string.h>

static const unsigned char advance[] = {
    28, 28, 40, 63, 64, 81, 64, 22, 36, 36, 50, 66, 28, 46, 28, 36, 62, 46, 61, 64, 64, 61, 62, 57,
    62, 62, 28, 28, 66, 66, 66, 51, 94, 68, 65, 73, 72, 60, 59, 74, 74, 26, 54, 65, 56, 89, 75, 76,
    63, 76, 64, 64, 64, 74, 68, 95, 64, 66, 62, 36, 36, 36, 47, 45, 50, 56, 62, 56, 62, 58, 36, 61,
    59, 24, 24, 54, 24, 87, 59, 60, 61, 61, 37, 52, 36, 58, 56, 81, 54, 56, 54, 36, 33, 36, 66,
};

static const double ROOM = 1.06; /* DejaVu Sans and bold faces are wider */

/* of the character that begins at p, in sizes; 0 for the bytes that continue one */
static double width_of(const unsigned char *p)
{
    if (*p >= ' ' && *p < 0x7F)
        return advance[*p - ' '] / 100.0;
    if ((*p & 0xC0) == 0x80)
        return 0;
    return *p >= 0xE2 ? 1 : 0.65; /* from U+2000 on: symbols, East Asian */
}

static size_t character_length(const char *p)
{
    size_t length = 1;
    while ((p[length] & 0xC0) == 0x80)
        length++;
    return length;
}

double dh_text_width(const char *text, double size)
{
    double width = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        width += width_of(p);
    return width * size * ROOM;
}

/* Bytes of text that fit, at least one character. */
static size_t fitting(const char *text, double size, double width)
{
    size_t length = 0;
    double used = 0;
    while (text[length]) {
        used += width_of((const unsigned char *)text + length) * size * ROOM;
        if (length && used > width)
            break;
        length += character_length(text + length);
    }
    return length;
}

/* Back to the last space, when there is one. */
static size_t at_space(const char *text, size_t length)
{
    if (!text[length] || text[length] == ' ')
        return length;
    for (size_t i = length; i > 0; i--)
        if (text[i - 1] == ' ')
            return i - 1;
    return length;
}

size_t dh_text_wrap(const char *text, double size, double width, size_t most, dh_arena *arena, char **line)
{
    size_t count = 0;
    do {
        text += strspn(text, " ");
        size_t length = fitting(text, size, width);
        bool last = count + 1 == most;
        if (last && text[length]) {
            length = fitting(text, size, width - size);
            line[count++] = dh_arena_format(arena, "%.*s…", (int)length, text);
        } else {
            length = at_space(text, length);
            line[count++] = dh_arena_copy(arena, text, length);
        }
        if (!line[count - 1])
            return 0;
        text += last ? strlen(text) : length;
    } while (text[strspn(text, " ")]);
    return count;
}

/* The first byte of the longest end of text that fits. */
static const char *fitting_end(const char *text, double size, double width)
{
    const char *at = text + strlen(text);
    for (double used = 0; at > text;) {
        const char *before = at - 1;
        while (before > text && (*before & 0xC0) == 0x80)
            before--;
        used += width_of((const unsigned char *)before) * size * ROOM;
        if (used > width)
            break;
        at = before;
    }
    return at;
}

/* before: how much of the room is for what stands before the ellipsis; 1: nothing stands behind it */
static const char *cut_at(const char *text, double size, double width, double before, dh_arena *arena)
{
    if (dh_text_width(text, size) <= width)
        return text;
    double room = width - size * ROOM; /* the ellipsis */
    size_t length = fitting(text, size, before * room);
    char *begin = dh_arena_copy(arena, text, length);
    if (!begin)
        return NULL;
    const char *end = before < 1 ? fitting_end(text + length, size, room - dh_text_width(begin, size)) : "";
    return dh_arena_format(arena, "%s…%s", begin, end);
}

const char *dh_text_cut(const char *text, double size, double width, dh_arena *arena)
{
    return cut_at(text, size, width, 0.45, arena);
}

/* Whether another one was cut to the same. */
static bool is_taken(const char *const *label, const char *const *cut, size_t count, size_t i)
{
    bool taken = false;
    for (size_t k = 0; k < count; k++)
        taken |= k != i && !strcmp(cut[k], cut[i]) && strcmp(label[k], label[i]);
    return taken;
}

int dh_text_cut_all(const char *const *label, size_t count, int size, int small, double width, dh_arena *arena,
                    const char **cut)
{
    int chosen = size;
    for (size_t i = 0; i < count; i++)
        if (dh_text_width(label[i], size) > width)
            chosen = small;
    const char **middle = DH_NEW(arena, const char *, 2 * count + 1), **chosen_cut = middle + count;
    for (size_t i = 0; middle && i < count; i++) {
        middle[i] = dh_text_cut(label[i], chosen, width, arena);
        if (!middle[i])
            return 0;
    }
    for (size_t i = 0; middle && i < count; i++) {
        bool taken = is_taken(label, middle, count, i);
        chosen_cut[i] = taken ? cut_at(label[i], chosen, width, 1, arena) : middle[i];
        if (!chosen_cut[i])
            return 0;
    }
    if (middle)
        memcpy(cut, chosen_cut, count * sizeof *cut);
    return middle ? chosen : 0;
}
