/* snprintf for wasm32: what the runner's and the plugins' sentences need. */
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct sink {
    char *out;
    size_t size, length; /* length: of the whole text, also where it does not fit */
} sink;

static void put(sink *s, char c)
{
    if (s->length + 1 < s->size)
        s->out[s->length] = c;
    s->length++;
}

static void put_text(sink *s, const char *text, size_t most)
{
    for (; most-- && *text; text++)
        put(s, *text);
}

static void put_whole(sink *s, uint64_t value, unsigned base)
{
    char digit[20];
    int count = 0;
    do
        digit[count++] = "0123456789abcdef"[value % base];
    while (value /= base);
    while (count)
        put(s, digit[--count]);
}

static void put_signed(sink *s, int64_t value)
{
    if (value < 0)
        put(s, '-');
    put_whole(s, value < 0 ? -(uint64_t)value : (uint64_t)value, 10);
}

/* Six digits of value > 0 as a whole number, and the power of ten of the first. */
static uint32_t six_digits(double value, int *power)
{
    *power = 5;
    for (; value >= 999999.5; ++*power)
        value /= 10;
    for (; value < 99999.95; --*power)
        value *= 10;
    return (uint32_t)(value + 0.5);
}

static void put_real(sink *s, double value)
{
    if (signbit(value) && !isnan(value))
        put(s, '-');
    if (isnan(value) || isinf(value) || value == 0) {
        put_text(s, isnan(value) ? "nan" : isinf(value) ? "inf" : "0", 3);
        return;
    }
    int power, count = 6;
    uint32_t digits = six_digits(fabs(value), &power);
    for (; count > 1 && digits % 10 == 0; digits /= 10)
        count--;
    char text[8];
    for (int i = count; i-- > 0; digits /= 10)
        text[i] = (char)('0' + digits % 10);
    const int plain = power >= -4 && power < 6, point = plain ? power : 0; /* digits before the point, less one */
    if (point < 0)
        put_text(s, "0.0000", (size_t)(1 - point));
    for (int i = 0; i < count || i <= point; i++) {
        if (i == point + 1 && i > 0 && point >= 0)
            put(s, '.');
        put(s, i < count ? text[i] : '0');
    }
    if (plain)
        return;
    put_text(s, power < 0 ? "e-" : "e+", 2);
    if (power > -10 && power < 10)
        put(s, '0');
    put_whole(s, (uint64_t)(power < 0 ? -power : power), 10);
}

/* One conversion; returns what follows it. */
static const char *convert(sink *s, const char *at, va_list *args)
{
    size_t most = SIZE_MAX;
    int longs = 0;
    if (*at == '.')
        for (most = 0, at++; *at >= '0' && *at <= '9'; at++)
            most = 10 * most + (size_t)(*at - '0');
    for (; *at == 'l' || *at == 'z'; at++)
        longs += *at == 'l' || !longs; /* a size is a long here */
    switch (*at) {
    case 'c':
        put(s, (char)va_arg(*args, int));
        break;
    case 'd':
    case 'i':
        put_signed(s, longs > 1 ? va_arg(*args, long long) : longs ? va_arg(*args, long) : va_arg(*args, int));
        break;
    case 'g':
        put_real(s, va_arg(*args, double));
        break;
    case 's':
        put_text(s, va_arg(*args, const char *), most);
        break;
    case 'u':
    case 'x':
        put_whole(s,
                  longs > 1 ? va_arg(*args, unsigned long long)
                  : longs   ? va_arg(*args, unsigned long)
                            : va_arg(*args, unsigned),
                  *at == 'u' ? 10 : 16);
        break;
    default:
        put(s, *at);
    }
    return *at ? at + 1 : at;
}

int vsnprintf(char *out, size_t size, const char *format, va_list args)
{
    sink s = {out, size, 0};
    va_list own;
    va_copy(own, args);
    while (*format)
        if (*format == '%')
            format = convert(&s, format + 1, &own);
        else
            put(&s, *format++);
    va_end(own);
    if (size)
        out[s.length < size ? s.length : size - 1] = 0;
    return (int)s.length;
}

int snprintf(char *out, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int length = vsnprintf(out, size, format, args);
    va_end(args);
    return length;
}
