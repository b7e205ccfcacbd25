/* Reports: what strangers wrote stays text in every format. */
#include "suite.h"

#include "base/file.h"
#include "view/report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static dh_arena arena;
static dh_error error;

static const dh_report_column column[] = {
    {"method", "method", "as \"named\"", DH_CELL_NAME, DH_EVERYWHERE},
    {"value", "value [95 %]", NULL, DH_CELL_RANGE, DH_EVERYWHERE},
    {"seldom", "seldom", NULL, DH_CELL_NUMBER, DH_NUMBERS_ONLY},
};

static void begin(dh_report *report, const char *title)
{
    dh_arena_finish(&arena);
    error.text[0] = 0;
    dh_report_init(report, &arena, title);
}

static const char *text_of(dh_buffer *out)
{
    char *text = dh_arena_copy(&arena, (const char *)out->data, out->size);
    dh_buffer_finish(out);
    return text;
}

static const char *html(const dh_report *report)
{
    dh_buffer out = {0};
    CU_ASSERT_EQUAL(dh_report_html(report, &out, &error), 0);
    return text_of(&out);
}

static const char *latex(const dh_report *report)
{
    dh_buffer out = {0};
    CU_ASSERT_EQUAL(dh_report_latex(report, &out, &error), 0);
    return text_of(&out);
}

static const char *markdown(const dh_report *report)
{
    dh_buffer out = {0};
    CU_ASSERT_EQUAL(dh_report_markdown(report, 2, &out, &error), 0);
    return text_of(&out);
}

#define HAS(TEXT, PART) CU_ASSERT_PTR_NOT_NULL(strstr(TEXT, PART))
#define LACKS(TEXT, PART) CU_ASSERT_PTR_NULL(strstr(TEXT, PART))

static void fill(dh_report *report, const char *name)
{
    dh_report_say(report, DH_BLOCK_VERDICT, "%s is best.", dh_report_name(report, name));
    dh_report_heading(report, 2, dh_report_name(report, name));
    dh_report_table *table = dh_report_add_table(report, "odd", column, 3, 3);
    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    table->caption = dh_report_name(report, name);
    for (size_t i = 0; i < 3; i++) {
        dh_report_put_text(report, table, i, 0, name);
        dh_report_put_range(report, table, i, 1, 2.385, 1.25, INFINITY, "never");
        dh_report_put_number(report, table, i, 2, 77.25, NULL);
    }
    dh_report_code(report, name);
}

static void test_clean(void)
{
    dh_report report;
    begin(&report, "t\x01i\x02\n");
    CU_ASSERT_STRING_EQUAL(report.title, "t\xEF\xBF\xBDi\xEF\xBF\xBD\xEF\xBF\xBD");
    CU_ASSERT_STRING_EQUAL(dh_report_clean(&report, "\xCE\xB2 = \xE4\xB8\xAD, \xF0\x9F\x98\x80"),
                           "\xCE\xB2 = \xE4\xB8\xAD, \xF0\x9F\x98\x80");
    static const char *const bad[] = {"\xFF",         "\x7F",         "\xE2\x80\xAE", "\xE2\x81\xA6",
                                      "\xE2\x80\xA8", "\xEF\xBF\xBE", "\xD8\x9C"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        LACKS(dh_report_clean(&report, dh_arena_format(&arena, "a%sb", bad[i])), bad[i]);
    CU_ASSERT_STRING_EQUAL(dh_report_clean(&report, "a\xE2\x80\xAE"
                                                    "b"),
                           "a\xEF\xBF\xBD"
                           "b");
    HAS(dh_report_clean(&report, "half \xE2\x80"), "half \xEF\xBF\xBD");
    CU_ASSERT_STRING_EQUAL(dh_report_name(&report, "\x02x"), "\x01\xEF\xBF\xBDx\x02");
}

static void test_html(void)
{
    dh_report report;
    begin(&report, "</title><script>alert(1)</script>");
    fill(&report, "\"><img src=x onerror='alert(1)'>&amp;</pre></style>");
    const char *page = html(&report), *script = strstr(page, "<script>");
    HAS(page, "<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>");
    HAS(page, "&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;amp;&lt;/pre&gt;&lt;/style&gt;");
    HAS(page, "title=\"as &quot;named&quot;\"");
    HAS(page, "2.38 [1.25, never]");
    HAS(page, "data-v=\"2.385\"");
    LACKS(page, "<img");
    LACKS(page, "77.2"); /* for numbers only */
    LACKS(page, "style=");
    LACKS(page, "'unsafe-");
    CU_ASSERT_PTR_NOT_NULL_FATAL(script);
    LACKS(script + 1, "<script");
    LACKS(dh_report_script, "</");
    LACKS(dh_report_style, "</");
}

/* Every character that TeX treats in its own way, as TeX by Topic (Eijkhout 1992), section 2.3, lists them. */
static void test_latex(void)
{
    dh_report report;
    begin(&report, "\\input{/etc/passwd}");
    fill(&report, "\\end{document}$x$ %&#_^~{} [b] *`' \xC3\xA9\xCE\xB2");
    const char *text = latex(&report);
    HAS(text, "\\textbackslash{}input\\{/etc/passwd\\}");
    HAS(text, "\\textbackslash{}end\\{document\\}\\$x\\$ \\%\\&\\#\\_\\textasciicircum{}\\textasciitilde{}\\{\\} "
              "{[}b{]} {*}\\`{}{'} "
              "\xC3\xA9\\dhU{3B2} & 2.38 {[}1.25{,} never{]} \\\\");
    const char *end = strstr(text, "\\end{document}");
    CU_ASSERT_PTR_NOT_NULL_FATAL(end);
    CU_ASSERT_STRING_EQUAL(end, "\\end{document}\n");
    LACKS(text, "verbatim");
}

static void test_markdown(void)
{
    dh_report report;
    begin(&report, "t");
    fill(&report, "a | b ``c`` @everyone [x](javascript:1)\\|");
    const char *text = markdown(&report);
    HAS(text, "> ```a | b ``c`` @everyone [x](javascript:1)\\|``` is best.");
    HAS(text, "| ```a \\| b ``c`` @everyone [x](javascript:1)\\\xEF\xBD\x9C``` | 2.38 [1.25, never] |\n");
    HAS(text, "and 1 more, in `odd.csv`");
    begin(&report, "t");
    dh_report_code(&report, "x\n````\n<b>\n");
    HAS(markdown(&report), "`````\nx\n````\n<b>\n`````\n");
}

static const char *inlined(const char *svg)
{
    static char path[] = "/tmp/dh_report_XXXXXX";
    static int fd = -1;
    dh_buffer out = {0};
    if (fd < 0)
        fd = mkstemp(path);
    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(dh_file_write(path, svg, strlen(svg), &error), 0);
    CU_ASSERT_EQUAL(dh_report_inline_svg(path, "f7-", "a \"chart\"", DH_AREA_NONE, &out, &error), 0);
    unlink(path);
    return text_of(&out);
}

static void test_svg(void)
{
    begin(&(dh_report){0}, "t");
    const char *got = inlined(
        "<?xml version=\"1.0\"?>\n<svg width=\"10\" viewBox=\"0 0 10 10\" onload=\"alert(1)\"><title>'a.dat' using "
        "1</title>"
        "<defs><circle id='gpDot' r='0.5'/></defs><use xlink:href='#gpDot' style=\"x\"/><g filter=\"url(#box)\">"
        "<text>1 &lt; 2 & 3</text></g></svg>");
    HAS(got, "<svg role=\"img\" focusable=\"false\" aria-label=\"a &quot;chart&quot;\" width=\"10\" viewBox=\"0 0 10 "
             "10\">");
    HAS(got, "<circle id=\"f7-gpDot\" r=\"0.5\"/>");
    HAS(got, "<use href=\"#f7-gpDot\"/>");
    HAS(got, "<g filter=\"url(#f7-box)\"><text>1 &lt; 2 &amp; 3</text></g></svg>");
    LACKS(got, "onload");
    LACKS(got, "style");
    LACKS(got, "using");
}

static void test_hostile_svg(void)
{
    begin(&(dh_report){0}, "t");
    const char *got =
        inlined("<svg><script>alert(1)</script><foreignObject><img src=\"http://x\" onerror=\"1\"/></foreignObject>"
                "<a href=\"javascript:1\"><text onclick='1'>in</text></a><image href=\"http://x/y.png\" x=\"1\"/>"
                "<image href=\"data:image/png;base64,AAAA\"/><rect fill=\"url(http://x)\"/><path d='M0\"><b>'/>"
                "<animate attributeName=\"href\"/><text>&bad; &#x3c; \xE2\x80\xAEx</text></svg><p>after");
    static const char *const bad[] = {"script",     "alert", "foreign", "http",    "onerror", "onclick",
                                      "javascript", "<a",    "<b",      "animate", "<p>"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        LACKS(got, bad[i]);
    HAS(got, "<image href=\"data:image/png;base64,AAAA\"/>");
    HAS(got, "<image x=\"1\"/>");
    HAS(got, "&amp;bad; &amp;#x3c; " DH_REPLACED "x");
    /* what ends in the middle */
    static const char *const torn[] = {"<svg",         "<svg a",  "<svg a=",           "<svg a='",
                                       "<svg><title>", "<svg></", "<svg><g x=\"1\" =", "<svg>&"};
    for (size_t i = 0; i < sizeof torn / sizeof *torn; i++)
        HAS(inlined(torn[i]), "<svg");
}

/* Relative luminance and contrast by WCAG 2.1. */
static double luminance(unsigned rgb)
{
    static const double weight[] = {0.0722, 0.7152, 0.2126};
    double sum = 0;
    for (int k = 0; k < 3; k++, rgb >>= 8) {
        double c = (rgb & 255) / 255.0;
        sum += weight[k] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(unsigned a, unsigned b)
{
    double x = luminance(a), y = luminance(b);
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static void test_contrast(void)
{
    CU_ASSERT_DOUBLE_EQUAL(contrast(0x777777, 0xffffff), 4.48, 0.01); /* the well-known grey that just fails */
    char light[40], dark[40];
    snprintf(light, sizeof light, "--paper:#%03x;", DH_PAPER_LIGHT & 0xfffu);
    snprintf(dark, sizeof dark, "--paper:#%06x;", (unsigned)DH_PAPER_DARK);
    HAS(dh_report_style, light);
    HAS(dh_report_style, dark);
    for (size_t i = 0; i < dh_paint_count; i++) {
        const dh_paint *p = &dh_paints[i];
        double need = p->kind == DH_PAINT_TEXT ? 4.5 : p->kind == DH_PAINT_LINE ? 3 : 1;
        CU_ASSERT_TRUE(contrast(p->light, DH_PAPER_LIGHT) >= need);
        CU_ASSERT_TRUE(contrast(p->dark, DH_PAPER_DARK) >= need);
        for (size_t k = 0; k < i; k++)
            CU_ASSERT_TRUE(p->file != dh_paints[k].file && strcmp(p->name, dh_paints[k].name));
    }
}

static const char *paint(const char *text, dh_area area)
{
    dh_buffer out = {0};
    CU_ASSERT_EQUAL(dh_report_put_paint(text, strlen(text), area, &out), out.size > 0);
    return text_of(&out);
}

static void test_paints(void)
{
    begin(&(dh_report){0}, "t");
    CU_ASSERT_STRING_EQUAL(paint("rgb(  0, 114, 178)", DH_AREA_NONE), "var(--c1)");
    CU_ASSERT_STRING_EQUAL(paint("#d55E00", DH_AREA_RELIEF), "var(--c2)");
    CU_ASSERT_STRING_EQUAL(paint("white", DH_AREA_NONE), "var(--sheet)");
    CU_ASSERT_STRING_EQUAL(paint("black", DH_AREA_CONTOUR), "var(--c6)");
    /* hue 202.4, saturation 0.566 and lightness 0.6294 by Python's colorsys; the dark end is 0.95 (1 - 0.6294) + 0.08
     */
    CU_ASSERT_STRING_EQUAL(paint("rgb(107,174,214)", DH_AREA_CONTOUR),
                           "hsl(202,57%,calc(43.2% + 19.7%*var(--scheme)))");
    CU_ASSERT_STRING_EQUAL(paint("rgb(128,143,155)", DH_AREA_RELIEF),
                           "hsl(207,12%,calc(27.7% + 27.7%*var(--scheme)))");
    static const char *const other[] = {"rgb(107,174,214)", "none", "rgb(300,1,1)",      "rgb(1,1,1)x",
                                        "#12345",           "",     "#0072B2;}</style>", "url(#a)"};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        CU_ASSERT_STRING_EQUAL(paint(other[i], DH_AREA_NONE), "");
    HAS(inlined("<svg><g stroke='rgb(213,94,0)' fill='rgb(1,2,3)' d='black'/></svg>"),
        "<g stroke=\"var(--c2)\" fill=\"rgb(1,2,3)\" d=\"black\"/>");
}

static void test_names_of_lines(void)
{
    begin(&(dh_report){0}, "t");
    const char *got =
        inlined("<svg><g><title>gnuplot_plot_3</title></g><g><title>a&lt;b & <script>x</script></title></g>"
                "<g><title>'x.dat' index 1 using 1</title></g><title/></svg>");
    LACKS(got, "gnuplot_plot");
    LACKS(got, "index");
    LACKS(got, "script");
    HAS(got, "<g><title>a&lt;b &amp; </title></g>");
}

static void test_spelling(void)
{
    dh_report report;
    begin(&report, "t");
    CU_ASSERT_STRING_EQUAL(dh_report_spell(&report, 123456.7, "inf"), "123457");
    CU_ASSERT_STRING_EQUAL(dh_report_spell(&report, 2.31e-7, "inf"), "2.31e-07");
    CU_ASSERT_STRING_EQUAL(dh_report_spell(&report, NAN, "inf"), "-");
    CU_ASSERT_STRING_EQUAL(dh_report_spell(&report, -INFINITY, "inf"), "-inf");
    CU_ASSERT_STRING_EQUAL(dh_report_spell_range(&report, INFINITY, INFINITY, INFINITY, "never"), "never");
    CU_ASSERT_STRING_EQUAL(dh_report_spell_range(&report, 5.5, NAN, NAN, "never"), "5.5");
    CU_ASSERT_STRING_EQUAL(dh_report_spell_p(&report, 0.0000234), "2e-05");
    CU_ASSERT_STRING_EQUAL(dh_report_spell_p(&report, 0.031), "0.031");
    CU_ASSERT_STRING_EQUAL(dh_report_spell_p(&report, NAN), "-");
    dh_arena_finish(&arena);
}

/* A picture that cannot be read has no title that could be shown instead. */
static void test_title(void)
{
    dh_report report;
    const char *title = NULL;
    begin(&report, "t");
    CU_ASSERT(dh_report_svg_title(&report, "no-such.svg", &title, &error) == -1 && strstr(error.text, "no-such.svg"));
    CU_ASSERT_EQUAL(dh_file_write("untitled.svg", "<svg/>", 6, &error), 0);
    CU_ASSERT(!dh_report_svg_title(&report, "untitled.svg", &title, &error) && !title[0]);
    unlink("untitled.svg");
}

SUITE("report", {"what strangers wrote is cleaned", test_clean}, {"HTML", test_html}, {"LaTeX", test_latex},
      {"Markdown", test_markdown}, {"pictures in the page", test_svg}, {"titles of pictures", test_title}, {"hostile pictures", test_hostile_svg},
      {"numbers as words", test_spelling}, {"contrast", test_contrast}, {"colours of both schemes", test_paints},
      {"lines keep their names", test_names_of_lines})
