#include "committed.h"

#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_id(const void *a, const void *b, void *ids)
{
    const char(*id)[33] = ids;
    return strcmp(id[*(const size_t *)a], id[*(const size_t *)b]);
}

/* The run with an id, or the number of runs. */
static size_t find(const dh_committed *c, const char id[33])
{
    size_t low = 0, high = c->plan->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(c->plan->id[c->order[middle]], id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->plan->count && !strcmp(c->plan->id[c->order[low]], id) ? c->order[low] : c->plan->count;
}

static bool short_of(dh_status status)
{
    return status != DH_FINISHED && status != DH_TARGET_REACHED;
}

static void forget(dh_committed *c, size_t run)
{
    if (!c->offset[run])
        return;
    c->offset[run] = 0;
    c->count--;
    c->failed -= short_of((dh_status)c->status[run]);
}

int dh_committed_add(dh_committed *c, size_t run, uint64_t offset, const void *data, size_t size, dh_error *error)
{
    dh_record record;
    if (dh_record_peek(data, size, &record))
        return dh_fail(error, DH_ERROR_SYSTEM, "run record: damaged (%zu bytes)", size);
    forget(c, run);
    c->offset[run] = offset + 1;
    c->status[run] = (uint8_t)record.status;
    c->count++;
    c->added++;
    c->failed += short_of(record.status);
    c->contradicted += record.verified == DH_CONTRADICTED;
    return 0;
}

static int visit(void *self, dh_frame_type type, const void *payload, size_t size, uint64_t offset)
{
    dh_committed *c = self;
    dh_record record;
    if (type != DH_FRAME_RUN || dh_record_decode(payload, size, &c->scratch, &record, NULL)) {
        dh_arena_finish(&c->scratch);
        return 0; /* another frame, or a record of a version that this program does not write any more */
    }
    size_t run = find(c, record.id);
    if (run < c->plan->count) {
        forget(c, run);
        bool again = record.status == DH_TIMED_OUT && record.wall_seconds < 0.99 * c->plan->study->limits.seconds;
        if (!again && !dh_committed_add(c, run, offset, payload, size, NULL))
            c->added--, c->contradicted -= record.verified == DH_CONTRADICTED;
    }
    c->others += run == c->plan->count;
    dh_arena_finish(&c->scratch);
    return 0;
}

int dh_committed_read(dh_committed *c, dh_journal *journal, const dh_plan *plan, dh_arena *arena, dh_error *error)
{
    *c = (dh_committed){.plan = plan};
    c->offset = DH_NEW(arena, uint64_t, plan->count);
    c->status = DH_NEW(arena, uint8_t, plan->count);
    c->order = DH_NEW(arena, size_t, plan->count);
    if (!c->offset || !c->status || !c->order)
        return dh_fail_memory(error);
    for (size_t i = 0; i < plan->count; i++)
        c->order[i] = i;
    qsort_r(c->order, plan->count, sizeof *c->order, by_id, plan->id);
    return dh_journal_each(journal, visit, c, error);
}

bool dh_committed_has(const dh_committed *c, size_t run)
{
    return c->offset[run] != 0;
}

void dh_committed_finish(dh_committed *c)
{
    dh_arena_finish(&c->scratch);
}

/* ---- the summary ---- */

static void count_statuses(const dh_committed *c, size_t n[DH_STATUS_COUNT])
{
    for (size_t i = 0; i < c->plan->count; i++)
        if (c->offset[i])
            n[c->status[i]]++;
}

static void print_json(const dh_committed *c, const dh_session *s, const size_t n[DH_STATUS_COUNT], size_t resumed,
                       double seconds, const char *path)
{
    printf("{\"study\": \"%s\", \"runs\": %zu, \"committed\": %zu, \"resumed\": %zu, ", s->study.name, c->plan->count, c->count,
           resumed);
    for (int i = 0; i < DH_STATUS_COUNT; i++)
        printf("\"%s\": %zu, ", dh_status_name((dh_status)i), n[i]);
    printf("\"seconds\": %.3f, \"results\": ", seconds);
    dh_json_text(stdout, path);
    puts("}");
}

void dh_committed_report(const dh_committed *c, const dh_session *s, double seconds, const char *path, bool json)
{
    size_t n[DH_STATUS_COUNT] = {0}, resumed = c->count - c->added;
    count_statuses(c, n);
    if (json) {
        print_json(c, s, n, resumed, seconds, path);
        return;
    }
    printf("%s: %zu runs", s->study.name, c->count);
    const char *separator = ": ";
    for (int i = 0; i < DH_STATUS_COUNT; i++)
        if (n[i]) {
            printf("%s%zu %s", separator, n[i], i == DH_TARGET_REACHED ? "reached the target" : i == DH_TIMED_OUT ? "timed out"
                                               : i == DH_OUT_OF_MEMORY ? "out of memory" : dh_status_name((dh_status)i));
            separator = ", ";
        }
    if (resumed)
        printf(" (%zu kept from before)", resumed);
    printf(", in %.1f s\n", seconds);
    if (c->count < c->plan->count)
        printf("  %zu of the study's %zu runs are still to be done\n", c->plan->count - c->count, c->plan->count);
    if (c->failed)
        printf("  why some did not finish: downhill export %s --csv --table causes\n", path);
    if (c->contradicted)
        printf("  %zu say a final cost that is not f at their final point: verified is 2 in export %s --table runs\n",
               c->contradicted, path);
    if (c->others)
        printf("  %zu runs of earlier versions of the study or its plugins stay in the journal only\n", c->others);
    printf("  results: %s\n", path);
}
