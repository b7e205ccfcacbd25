#include "verdict_model.h"

#include "faults.h"
#include "suite.h"

#include <downhill/math.h>
#include <errno.h>
#include <math.h>
#include <string.h>

model old, new;
dh_judge_options options = {.alpha = 0.01, .margin = 0.05};

dh_base_run run_of(size_t seed, const double shift[4], const char *hash)
{
    dh_base_run run = {.seed = (int64_t)seed,
                       .status = DH_FINISHED,
                       .steps = 1000,
                       .work = 1e6,
                       .rates = 23.85,
                       .probes = 2,
                       .probe = {7.25, 1.5}};
    for (size_t t = 0; t < DH_TARGETS; t++)
        run.cost[t] = floor(1e5 * (double)(t + 1) * dh_pow(10, shift[t]));
    run.final = 1e-3 * dh_pow(10, shift[3]);
    snprintf(run.hash, sizeof run.hash, "%s%zu", hash, seed);
    return run;
}

void make(model *m, size_t cells, size_t seeds, const char *hash)
{
    static const double none[4] = {0};
    *m = (model){
        .problem = {.label = "p", .plugin = "bowl", .definition = "d", .dataset = "", .dim = 3, .certified = true}};
    m->baseline = (dh_baseline){.name = hash,
                                .study = "s",
                                .reason = "",
                                .version = "v",
                                .compiler = "c",
                                .cpu = "u",
                                .problems = 1,
                                .problem = &m->problem,
                                .cells = cells,
                                .cell = m->cell};
    for (size_t i = 0; i < cells; i++) {
        snprintf(m->method[i], sizeof m->method[i], "m%zu", i);
        m->cell[i] = (dh_cell){.method = m->method[i],
                               .optimizer = "o",
                               .schedule = "s",
                               .budget = "steps=1000",
                               .runs = seeds,
                               .run = m->run[i]};
        for (size_t s = 0; s < seeds; s++)
            m->run[i][s] = run_of(s, none, hash);
    }
}

void shift_all(size_t cell, double share, double noise)
{
    for (size_t s = 0; s < old.cell[cell].runs; s++) {
        double d = dh_log(1 + share) / M_LN10 + noise * ((double)(s * 7 % 11) - 5);
        const double shift[4] = {d, d, d, d / 2};
        new.run[cell][s] = run_of(s, shift, "b");
    }
}

dh_judged judge(void)
{
    static dh_arena arena;
    dh_judged judged = {0};
    dh_error error;
    dh_arena_finish(&arena);
    CU_ASSERT_EQUAL_FATAL(dh_judge(&old.baseline, &new.baseline, &options, &arena, &judged, &error), 0);
    return judged;
}

void refuse_each(int (*act)(dh_arena *arena, dh_error *error))
{
    for (long n = 1; n < 20000; n++) {
        dh_arena arena = {0};
        dh_error error = {0};
        fault_at(FAULT_MEMORY, n, ENOMEM, false);
        int failed = act(&arena, &error);
        bool refused = fault_end();
        dh_arena_finish(&arena);
        if (!refused) {
            CU_ASSERT_TRUE(!failed && n > 2);
            return;
        }
        CU_ASSERT_EQUAL(failed, -1);
        CU_ASSERT_TRUE(error.kind == DH_ERROR_SYSTEM && strstr(error.text, "memory"));
        if (failed != -1 || error.kind != DH_ERROR_SYSTEM || !strstr(error.text, "memory"))
            fprintf(stderr, "call %ld: %s\n", n, failed ? error.text : "it goes on");
    }
    CU_FAIL("it never ends");
}
