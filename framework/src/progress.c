#include "progress.h"

#include "base/clock.h"
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BAR = 30 };

void dh_progress_begin(dh_progress *p, const char *what, const char *noun, size_t total)
{
    *p = (dh_progress){.what = what, .noun = noun, .total = total, .began = dh_clock(), .fancy = dh_cli_fancy(STDERR_FILENO)};
    p->shown = p->began;
}

static void span(char *out, size_t room, double seconds)
{
    long s = (long)(seconds + 0.5);
    if (s >= 3600)
        snprintf(out, room, "%ld h %02ld min", s / 3600, s / 60 % 60);
    else if (s >= 60)
        snprintf(out, room, "%ld min %02ld s", s / 60, s % 60);
    else
        snprintf(out, room, "%ld s", s);
}

static void draw(dh_progress *p, size_t done, size_t failed, const char *left)
{
    char bar[3 * BAR + 1] = "";
    size_t full = p->total ? done * BAR / p->total : 0;
    for (size_t i = 0; i < BAR; i++)
        strcat(bar, i < full ? "█" : "░");
    fprintf(stderr, "\r\033[K%s %s %zu/%zu %s", p->what, bar, done, p->total, p->noun);
    if (failed)
        fprintf(stderr, ", \033[33m%zu not finished\033[0m", failed);
    if (left)
        fprintf(stderr, ", %s left", left);
    fflush(stderr);
    p->drawn = true;
}

void dh_progress_show(dh_progress *p, size_t done, size_t failed)
{
    double now = dh_clock(), elapsed = now - p->began;
    if (elapsed < 1 || now - p->shown < (p->fancy ? 0.1 : 30)) /* nothing for what is over in a second */
        return;
    p->shown = now;
    char left[32] = "?";
    if (done)
        span(left, sizeof left, elapsed * (double)(p->total - done) / (double)done);
    if (p->fancy)
        draw(p, done, failed, left);
    else
        fprintf(stderr, "%s: %zu of %zu %s, %zu not finished, %s left\n", p->what, done, p->total, p->noun, failed, left);
}

void dh_progress_announce(dh_progress *p, size_t done)
{
    if (p->fancy)
        draw(p, done, 0, NULL);
}

void dh_progress_end(dh_progress *p)
{
    p->seconds = dh_clock() - p->began;
    if (p->drawn)
        fputs("\r\033[K", stderr);
}
