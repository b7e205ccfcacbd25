/* What stands in charts and along their axes: texts that are quoted, cut and wrapped, and numbers. */
#include "suite.h"

#include "view/font.h"
#include "view/gnuplot.h"
#include "view/page.h"
#include "view/ruler.h"

#include <string.h>

static dh_arena arena;
static dh_error error;

/* ---- texts ---- */

static void check_quoted(const char *text, const char *want)
{
    dh_buffer out = {0};
    dh_gnuplot_quote(&out, text);
    dh_put_u8(&out, 0);
    CU_ASSERT_STRING_EQUAL((char *)out.data, want);
    dh_buffer_finish(&out);
}

static void texts_are_quoted(void)
{
    check_quoted("adam lr=0.01 β=0.9 → ½", "'adam lr=0.01 β=0.9 → ½'");
    check_quoted("it's", "'it’s'");
    check_quoted("''; system('touch x') #", "'’’; system(’touch x’) #'");
    check_quoted("a\nb\tc\x7f"
                 "d",
                 "'a?b?c?d'");
    check_quoted("`touch x` \\ \"q\"", "'`touch x` \\ \"q\"'");
    check_quoted("\xff\xc3(\xed\xa0\x80\xc0\xaf\xf5",
                 "'\?\?(\?\?\?\?\?\?'"); /* stray, cut, surrogate, overlong, beyond Unicode */
    check_quoted("\xc2\x85\xe2\x80\xa8\xef\xbf\xbe", "'\?\?\?\?\?\?\?\?'"); /* line ends of other worlds, U+FFFE */
    check_quoted("\xf0\x9f\x98\x80", "'\xf0\x9f\x98\x80'");
}

static void file_names_are_tame(void)
{
    CU_ASSERT_STRING_EQUAL(dh_gnuplot_file_name(&arena, "< cmd | x"), "_-cmd---x");
    CU_ASSERT_STRING_EQUAL(dh_gnuplot_file_name(&arena, "../a/b'c\n"), "_.-a-b-c-");
    CU_ASSERT_STRING_EQUAL(dh_gnuplot_file_name(&arena, "größe_2.385"), "größe_2.385");
    CU_ASSERT_STRING_EQUAL(dh_gnuplot_file_name(&arena, ""), "chart");
}

static void widths_grow_with_the_text(void)
{
    CU_ASSERT_TRUE(dh_text_width("mmmm", 13) > 2 * dh_text_width("iiii", 13));
    CHECK_CLOSE(dh_text_width("adam", 26), 2 * dh_text_width("adam", 13), 1e-12);
    CHECK_CLOSE(dh_text_width("Adam 2.385", 100), 1.06 * (68 + 62 + 56 + 87 + 28 + 61 + 28 + 64 + 62 + 61), 1e-12);
}

static void labels_are_wrapped(void)
{
    char *line[3];
    CU_ASSERT_EQUAL_FATAL(dh_text_wrap("momentum lr=0.1 beta=0.9 form=averaged", 13, 120, 3, &arena, line), 3);
    CU_ASSERT_STRING_EQUAL(line[0], "momentum lr=0.1");
    CU_ASSERT_STRING_EQUAL(line[1], "beta=0.9");
    CU_ASSERT_STRING_EQUAL(line[2], "form=averaged");
    CU_ASSERT_EQUAL_FATAL(dh_text_wrap("momentum lr=0.1 beta=0.9 form=averaged", 13, 120, 2, &arena, line), 2);
    CU_ASSERT_STRING_EQUAL(line[1], "beta=0.9 form=…");
    CU_ASSERT_EQUAL_FATAL(dh_text_wrap("nowheretobreakthisverylongname", 13, 120, 3, &arena, line), 2);
    for (size_t i = 0; i < 2; i++)
        CU_ASSERT_TRUE(dh_text_width(line[i], 13) <= 120);
    CU_ASSERT_EQUAL(dh_text_wrap("", 13, 120, 3, &arena, line), 1);
}

/* What tells methods apart is in front and at the end. */
static void long_labels_are_cut_in_the_middle(void)
{
    static const char *const label = "momentum exponential gamma=0.9 form=heavy_ball lr=10",
                             greek[] = "ααααααααααααααααααααα";
    CU_ASSERT_STRING_EQUAL(dh_text_cut(label, 13, 1000, &arena), label);
    for (double width = 60; width < 300; width += 17.3) {
        const char *cut = dh_text_cut(label, 13, width, &arena), *gap = strstr(cut, "…");
        CU_ASSERT_PTR_NOT_NULL_FATAL(gap);
        CU_ASSERT(dh_text_width(cut, 13) <= width && dh_text_width(cut, 13) > width - 26);
        CU_ASSERT(!strncmp(cut, label, (size_t)(gap - cut)) && gap > cut);
        gap += strlen("…");
        CU_ASSERT(strlen(gap) > 1 && !strcmp(label + strlen(label) - strlen(gap), gap));
        CU_ASSERT_EQUAL(strlen(dh_text_cut(greek, 13, width / 2, &arena)) % 2,
                        1); /* whole letters, and 3 bytes of … */
    }
}

/* Where the middle is what tells them apart, the ends are cut. */
static void labels_that_would_look_alike(void)
{
    const char *label[] = {"momentum lr=0.0005 beta=0.9 form=heavy_ball", "adam lr=0.02",
                           "momentum lr=0.002 beta=0.9 form=heavy_ball"};
    CU_ASSERT_EQUAL(dh_text_cut_all(label, 3, 13, 11, 150, &arena, label), 11);
    CU_ASSERT(!strncmp(label[0], "momentum lr=0.0005 ", 19) && !strncmp(label[2], "momentum lr=0.002 ", 18));
    CU_ASSERT_STRING_EQUAL(label[0] + strlen(label[0]) - strlen("…"), "…");
    CU_ASSERT(dh_text_width(label[0], 11) <= 150);
    CU_ASSERT_STRING_EQUAL(label[1], "adam lr=0.02");
}

/* ---- axes ---- */

static const char *labels_of(const dh_ruler *ruler)
{
    const char *all = "";
    for (size_t i = 0; i < ruler->count; i++)
        if (ruler->tic[i].labelled)
            all = dh_arena_format(&arena, "%s%s%s", all, *all ? " " : "", ruler->tic[i].label);
    return all;
}

static const char *ruled(double low, double high, bool log, bool round, size_t room, bool plain)
{
    dh_ruler ruler;
    dh_ruler_make(low, high, log, round, room, plain, &ruler);
    CU_ASSERT_TRUE(ruler.low < ruler.high && ruler.low <= low && ruler.high >= high);
    for (size_t i = 0; i < ruler.count; i++)
        CU_ASSERT_TRUE(ruler.tic[i].at >= ruler.low * (1 - 1e-9) - 1e-300 &&
                       ruler.tic[i].at <= ruler.high * (1 + 1e-9));
    return labels_of(&ruler);
}

static void axes_have_labels(void)
{
    CU_ASSERT_STRING_EQUAL(ruled(0.31, 2.4, true, true, 8, false),
                           "0.2 0.5 1 2 5"); /* under a decade: labels all the same */
    CU_ASSERT_STRING_EQUAL(ruled(2.3e-6, 71, true, true, 5, false), "10^{−6} 10^{−4} 10^{−2} 10^{0} 10^{2}");
    CU_ASSERT_STRING_EQUAL(ruled(2.3e-6, 71, true, true, 5, true), "1e-6 1e-4 1e-2 1e0 1e2");
    CU_ASSERT_STRING_EQUAL(ruled(10, 3000, true, false, 8, false), "10 100 1000");
    CU_ASSERT_STRING_EQUAL(ruled(0, 50, false, false, 6, false), "0 10 20 30 40 50");
    CU_ASSERT_STRING_EQUAL(ruled(-0.031, 0.052, false, true, 5, false), "−0.02 0.00 0.02 0.04");
    CU_ASSERT_STRING_EQUAL(ruled(0, 4e6, false, false, 4, false), "0 1×10^{6} 2×10^{6} 3×10^{6} 4×10^{6}");
    CU_ASSERT_TRUE(strlen(ruled(2.385, 2.385, false, true, 5, false)) > 0);
    CU_ASSERT_TRUE(strlen(ruled(2.385, 2.385, true, true, 5, false)) > 0);
    CU_ASSERT_TRUE(strlen(ruled(0, 0, false, true, 5, false)) > 0);
    CU_ASSERT_TRUE(strlen(ruled(1e-300, 1e300, true, true, 8, false)) > 0);
    CU_ASSERT_EQUAL(dh_decade(1000), 3);
    CU_ASSERT_EQUAL(dh_decade(0.001), -3);
    CU_ASSERT_EQUAL(dh_decade(999.9999999999999), 2);
}

/* What stands at the end of a clipped axis takes the place of a label within 0.6 of a step. */
static void clipped_axes_have_room(void)
{
    dh_ruler ruler;
    dh_ruler_make(2.3e-6, 71, true, true, 5, true, &ruler);
    dh_ruler_clip(&ruler, "~0");
    CU_ASSERT_STRING_EQUAL(labels_of(&ruler), "~0 1e-4 1e-2 1e0 1e2");
    dh_ruler_make(2.3e-7, 71, true, true, 5, true, &ruler);
    CU_ASSERT_STRING_EQUAL(labels_of(&ruler), "1e-6 1e-4 1e-2 1e0 1e2");
    dh_ruler_clip(&ruler, "~0");
    CU_ASSERT_STRING_EQUAL(labels_of(&ruler), "~0 1e-4 1e-2 1e0 1e2");
    dh_arena_finish(&arena);
}

/* Every axis has a label and a name that is read back. */
static void currencies_have_labels(void)
{
    for (int i = DH_AXIS_STEP; i <= DH_AXIS_SAMPLE_LOSSES; i++) {
        dh_axis axis = DH_AXIS_STEP;
        CU_ASSERT(*dh_axis_label((dh_axis)i) != 0);
        CU_ASSERT_EQUAL(dh_currency_parse(dh_axis_name((dh_axis)i), &axis, &error), 0);
        CU_ASSERT_EQUAL((int)axis, i);
        for (int k = 0; k < i; k++)
            CU_ASSERT_STRING_NOT_EQUAL(dh_axis_label((dh_axis)i), dh_axis_label((dh_axis)k));
    }
}

SUITE("labels", {"texts are quoted", texts_are_quoted}, {"file names are tame", file_names_are_tame},
      {"widths grow with the text", widths_grow_with_the_text}, {"labels are wrapped", labels_are_wrapped},
      {"long labels are cut in the middle", long_labels_are_cut_in_the_middle},
      {"labels that would look alike", labels_that_would_look_alike}, {"axes have labels", axes_have_labels},
      {"clipped axes have room", clipped_axes_have_room}, {"currencies have labels", currencies_have_labels})
