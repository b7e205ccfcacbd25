/* Where something stands in a text, and the message that shows it: name:line:column, the line, a caret. */
#include "config/place.h"

#include "base/text.h"
#include "config/yaml.h"

#include <stdio.h>
#include <string.h>

static const char byte_order_mark[] = "\xef\xbb\xbf";

size_t dh_utf8_size(const char *text, size_t left)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80)
        return 1;
    size_t size = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4 || size > left)
        return 0;
    uint32_t code = s[0] & (0x7fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (s[i] & 0x3f);
    }
    int outside = code < least[size] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
    return outside ? 0 : size;
}

static int is_control(const char *text, size_t size)
{
    unsigned char byte = (unsigned char)text[0];
    if (size == 1)
        return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f;
    return size == 2 && byte == 0xc2 && (unsigned char)text[1] < 0xa0;
}

size_t dh_text_clean(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length) {
        size_t size = dh_utf8_size(text + i, length - i);
        if (!size || is_control(text + i, size))
            break;
        i += size;
    }
    return i;
}

static size_t mark_size(const char *text, size_t length)
{
    return length >= 3 && !memcmp(text, byte_order_mark, 3) ? 3 : 0;
}

static int ends_line(const char *text, size_t i, size_t length)
{
    return text[i] == '\n' || (text[i] == '\r' && (i + 1 == length || text[i + 1] != '\n'));
}

dh_place dh_place_of(const char *text, size_t offset)
{
    dh_place place = {1, 1};
    for (size_t i = mark_size(text, offset); i < offset;) {
        size_t size = dh_utf8_size(text + i, offset - i);
        if (ends_line(text, i, offset))
            place = (dh_place){place.line + 1, 1};
        else
            place.column++;
        i += size ? size : 1;
    }
    return place;
}

const char *dh_node_show(const dh_node *node, char out[DH_SHOW])
{
    if (node->kind != DH_SCALAR || dh_node_missing(node))
        return node->kind == DH_MAP ? "a map" : node->kind == DH_SEQUENCE ? "a list" : "nothing";
    size_t length = strlen(node->text), end = 0, used = 1;
    for (int i = 0; i < 60 && end < length; i++)
        end += dh_utf8_size(node->text + end, length - end);
    out[0] = '\'';
    for (size_t i = 0; i < end; i++)
        out[used++] = node->text[i] == '\n' || node->text[i] == '\t' ? ' ' : node->text[i];
    strcpy(out + used, end < length ? "...'" : "'");
    return out;
}

typedef struct span {
    const char *text;
    size_t length;
} span;

static span find_line(const dh_document *document, uint32_t number)
{
    const char *text = document->source;
    size_t length = document->length, start = mark_size(text, length), i = start;
    for (; i < length; i++) {
        if (!ends_line(text, i, length))
            continue;
        if (!--number)
            break;
        start = i + 1;
    }
    size_t end = i < length && i > start && text[i] == '\n' && text[i - 1] == '\r' ? i - 1 : i;
    return number > 1 ? (span){"", 0} : (span){text + start, end - start};
}

enum { WIDE = 100, BEFORE = 60, ROOM = 4 * WIDE + 16 };

typedef struct excerpt {
    char line[ROOM], caret[ROOM];
} excerpt;

static size_t append(char *out, size_t used, const char *text, size_t size)
{
    memcpy(out + used, text, size);
    out[used + size] = 0;
    return used + size;
}

/* The line from some 60 characters before the place, at most 100 long. Tabs stay, so that the caret meets its
 * character. */
static void show(span line, uint32_t column, excerpt *out)
{
    size_t used = 0, below = 0, at = 1, first = column > BEFORE ? column - BEFORE + 1 : 1;
    out->line[0] = out->caret[0] = 0;
    if (first > 1) {
        used = append(out->line, used, "...", 3);
        below = append(out->caret, below, "   ", 3);
    }
    for (size_t i = 0; i < line.length; at++) {
        const char *text = line.text + i;
        size_t size = dh_utf8_size(text, line.length - i), step = size ? size : 1;
        i += step;
        if (at < first)
            continue;
        if (at == first + WIDE) {
            append(out->line, used, "...", 3);
            break;
        }
        int foreign = !size || is_control(text, size);
        used = append(out->line, used, foreign ? "?" : text, foreign ? 1 : size);
        if (at < column)
            below = append(out->caret, below, *text == '\t' ? "\t" : " ", 1);
    }
    append(out->caret, below, "^", 1);
}

int dh_yaml_fail(const dh_document *document, dh_place at, dh_error *error, const char *format, ...)
{
    char name[300], message[900];
    excerpt out;
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    dh_printable(name, sizeof name, document->name);
    show(find_line(document, at.line), at.column, &out);
    return dh_fail(error, DH_ERROR_INPUT, "%s:%u:%u: %s\n%5u | %s\n      | %s", name, at.line, at.column, message,
                   at.line, out.line, out.caret);
}
