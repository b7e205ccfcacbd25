#include "drive/parts.h"

#include <stdlib.h>

struct drive_schedule {
    dh_inner_schedule lent; /* first: what the wrapper around this one sees */
    const dh_schedule *schedule;
    values values;
    guarded state;
    drive_schedule *inner[DRIVE_INNERS];
    const dh_inner_schedule *lent_inner[DRIVE_INNERS];
    size_t inner_count;
    uint32_t unit;
    uint64_t steps, steps_per_epoch, records;
    double cost;
};

static double ask(drive_schedule *s, uint64_t step, uint64_t steps)
{
    double epoch = (double)s->steps_per_epoch, of_run = (double)steps;
    double unit = s->unit == DH_UNIT_STEP ? 1 : s->unit == DH_UNIT_EPOCH ? epoch : of_run;
    for (size_t i = 0; i < s->inner_count; i++) {
        s->inner[i]->records = s->records;
        s->inner[i]->cost = s->cost;
    }
    dh_rate_call call = {.size = sizeof call,
                         .step = step,
                         .steps = steps,
                         .t = (double)step / unit,
                         .horizon = of_run / unit,
                         .steps_per_unit = unit,
                         .steps_per_epoch = s->steps_per_epoch,
                         .records = s->records,
                         .cost = s->cost,
                         .param = s->values.param,
                         .list = s->values.list,
                         .inner = s->inner_count ? s->lent_inner : NULL,
                         .inner_count = s->inner_count};
    return s->schedule->rate(&call, s->state.at);
}

static double inner_rate(const dh_inner_schedule *inner, uint64_t step, uint64_t steps)
{
    return ask((drive_schedule *)(void *)inner, step, steps);
}

drive_schedule *drive_schedule_create(const drive_schedule_setup *setup)
{
    drive_schedule *s = drive_allocate(sizeof *s);
    const dh_schedule *o = (const dh_schedule *)drive_load(setup->plugin, DH_KIND_SCHEDULE);
    s->lent = (dh_inner_schedule){.size = sizeof(dh_inner_schedule), .rate = inner_rate};
    s->schedule = o;
    s->values = drive_choose((const dh_head *)o, setup->set, setup->param);
    s->state = drive_guard(o->state_size ? o->state_size(s->values.param, s->values.list) : 0);
    s->unit = setup->unit ? (uint32_t)setup->unit - 1 : o->unit;
    s->steps = setup->steps;
    s->steps_per_epoch = setup->steps_per_epoch;
    for (; s->inner_count < DRIVE_INNERS && setup->inner[s->inner_count]; s->inner_count++) {
        drive_schedule_setup inner = *setup->inner[s->inner_count];
        inner.steps = setup->steps;
        inner.steps_per_epoch = setup->steps_per_epoch;
        s->inner[s->inner_count] = drive_schedule_create(&inner);
        s->lent_inner[s->inner_count] = &s->inner[s->inner_count]->lent;
    }
    if (!(o->flags & DH_WRAPS_SCHEDULE) != !s->inner_count)
        drive_die("%s: an inner schedule is %s", o->name, s->inner_count ? "given but not wanted" : "missing");
    return s;
}

void drive_schedule_destroy(drive_schedule *s)
{
    for (size_t i = 0; i < s->inner_count; i++)
        drive_schedule_destroy(s->inner[i]);
    free(s->values.param);
    free(s->values.list);
    free(s->state.all);
    free(s);
}

double drive_rate(drive_schedule *s, uint64_t step, uint64_t records, double cost)
{
    s->records = records;
    s->cost = cost;
    return ask(s, step, s->steps);
}

bool drive_schedule_intact(const drive_schedule *s)
{
    bool intact = drive_guard_intact(&s->state);
    for (size_t i = 0; i < s->inner_count; i++)
        intact &= drive_schedule_intact(s->inner[i]);
    return intact;
}
