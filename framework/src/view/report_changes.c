/* Several files with the same methods: before and after, or two machines. */
#include "view/report.h"

#include "summary/changes.h"

#include <math.h>

enum { C_PROBLEM, C_METHOD, C_FILE, C_PAIRS, C_SAME, C_OLD, C_NEW, C_P, C_EFFECT, C_COLUMNS };

static const dh_report_column columns[C_COLUMNS] = {
    {"problem", "problem", "as the study names it", DH_CELL_NAME, DH_EVERYWHERE},
    {"method", "method", "in the first file that has it", DH_CELL_NAME, DH_EVERYWHERE},
    {"against", "against", "the results file of the later one", DH_CELL_NAME, DH_EVERYWHERE},
    {"pairs", "pairs", "seeds that both files have", DH_CELL_NUMBER, DH_EVERYWHERE},
    {"same", "same bits", "of these, histories that agree to the last bit, seconds left out (/runs/history_hash)",
     DH_CELL_NUMBER, DH_EVERYWHERE},
    {"before", "before", "ERT to the target, or the median of what was delivered where that is judged",
     DH_CELL_NUMBER, DH_EVERYWHERE},
    {"after", "after", "the same in the later file", DH_CELL_NUMBER, DH_EVERYWHERE},
    {"p_holm", "p", "exact signed-rank test of Wilcoxon on the pairs, two-sided, adjusted by Holm over this table",
     DH_CELL_NUMBER, DH_EVERYWHERE},
    {"effect", "times more [95 %]",
     "by what factor it is worse afterwards (or, where values may not be divided, by how much): Hodges and Lehmann's "
     "shift",
     DH_CELL_RANGE, DH_EVERYWHERE},
};

static const char *whole(dh_report *report, size_t n)
{
    const char *text = dh_arena_format(report->arena, "%zu", n);
    report->failed |= !text;
    return text ? text : "";
}

static void put(dh_report *report, const dh_report_subject *s, const dh_change *c, dh_report_table *table, size_t row)
{
    const dh_comparison *all = s->comparison;
    double sign = all->options.delivered && all->contests->larger_is_better ? -1 : 1;
    dh_report_put_text(report, table, row, C_PROBLEM, c->contest->problem);
    dh_report_put_text(report, table, row, C_METHOD, all->contests->method[c->before]);
    dh_report_put_text(report, table, row, C_FILE, s->file[c->file]);
    dh_report_put_number(report, table, row, C_PAIRS, (double)c->pairs, whole(report, c->pairs));
    dh_report_put_number(report, table, row, C_SAME, (double)c->same, whole(report, c->same));
    dh_report_put_number(report, table, row, C_OLD, sign * c->old, dh_report_spell(report, sign * c->old, "never"));
    dh_report_put_number(report, table, row, C_NEW, sign * c->new, dh_report_spell(report, sign * c->new, "never"));
    dh_report_put_number(report, table, row, C_P, c->adjusted, dh_report_spell_p(report, c->adjusted));
    dh_report_put_range(report, table, row, C_EFFECT, c->effect.estimate, c->effect.low, c->effect.high, "inf");
}

static void say(dh_report *report, const dh_comparison *all, const dh_change *change, size_t count)
{
    size_t pairs = 0, same = 0, worse = 0, better = 0;
    for (size_t i = 0; i < count; i++) {
        bool sure = change[i].adjusted < 1 - all->options.level;
        double none = change[i].factor ? 1 : 0;
        pairs += change[i].pairs;
        same += change[i].same;
        worse += sure && change[i].effect.estimate > none;
        better += sure && change[i].effect.estimate < none;
    }
    dh_report_say(
        report, DH_BLOCK_TEXT,
        "The files have %zu pairs of runs with the same method, problem and seed; %zu of them agree to the last "
        "bit. Of %zu comparisons %zu are surely worse in the later file and %zu surely better (adjusted p below "
        "%.2g).",
        pairs, same, count, worse, better, 1 - all->options.level);
}

int dh_report_add_changes(dh_report *report, const dh_report_subject *subject, dh_error *error)
{
    const dh_comparison *all = subject->comparison;
    dh_change *change;
    size_t count;
    if (dh_changes_make(all->contests, &all->options, subject->best_of, report->arena, &change, &count, error))
        return -1;
    if (!count)
        return 0;
    dh_report_heading(report, 2, "File against file");
    say(report, all, change, count);
    dh_report_table *table = dh_report_add_table(report, "changes", columns, C_COLUMNS, count);
    if (!table)
        return 0;
    table->caption = "The same methods in several files, paired by seed";
    table->source = "Worked out from the histories of the runs that the files share.";
    for (size_t i = 0; i < count; i++)
        put(report, subject, &change[i], table, i);
    return 0;
}
