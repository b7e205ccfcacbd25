/* Stops the clocks of a journal: writes another with the same runs, in the order of their ids, in which everything
 * that depends on the machine's clock and memory is 0. Of the same study, however often it was interrupted, that is
 * the same file; and results built from it are.
 *
 * usage: still JOURNAL NEW */
#include "run/record.h"
#include "store/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 10000 };

typedef struct copy {
    dh_arena arena;
    dh_record run[MOST];
    size_t count;
} copy;

static void stop_clocks(dh_record *r)
{
    r->wall_seconds = r->began = r->ledger.oracle_seconds = r->ledger.optimizer_seconds = 0;
    r->peak_memory = 0;
    r->clock_sampled = false;
    for (size_t c = 0; c < r->columns; c++)
        for (size_t i = 0; dh_column_is_time(r->column[c]) && i < r->rows; i++)
            r->value[i * r->columns + c] = 0;
}

static int take(void *self, dh_frame_type type, const void *payload, size_t size, uint64_t offset)
{
    copy *c = self;
    (void)offset;
    if (type != DH_FRAME_RUN)
        return 0;
    if (c->count == MOST || dh_record_decode(payload, size, &c->arena, &c->run[c->count], NULL))
        return 1;
    stop_clocks(&c->run[c->count++]);
    return 0;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const dh_record *)a)->id, ((const dh_record *)b)->id);
}

static int append(dh_journal *to, const dh_record *r, dh_error *error)
{
    dh_buffer bytes = {0};
    dh_record_encode(r, &bytes);
    int result = bytes.failed || dh_journal_append(to, DH_FRAME_RUN, bytes.data, bytes.size, false, NULL, error);
    dh_buffer_finish(&bytes);
    return result;
}

int main(int argc, char **argv)
{
    static copy c;
    dh_journal *from, *to;
    dh_error error = {0};
    uint64_t cut;
    if (argc != 3 || dh_journal_open_read(argv[1], &from, &error) || dh_journal_each(from, take, &c, &error) ||
        dh_journal_close(from, &error) || dh_journal_open(argv[2], &to, &cut, &error)) {
        fprintf(stderr, "still: %s\n", error.text);
        return 1;
    }
    qsort(c.run, c.count, sizeof *c.run, by_id);
    int result = 0;
    for (size_t i = 0; !result && i < c.count; i++)
        result = append(to, &c.run[i], &error);
    result |= dh_journal_close(to, &error);
    dh_arena_finish(&c.arena);
    if (result)
        fprintf(stderr, "still: %s\n", error.text);
    return result != 0;
}
