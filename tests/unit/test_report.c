/* Reports: what strangers wrote stays text in every format. */
#include "suite.h"

#include "base/file.h"
#include "view/report.h"

#include <math.h>
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
    CU_ASSERT_EQUAL(dh_report_inline_svg(path, "f7-", "a \"chart\"", &out, &error), 0);
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

SUITE("report", {"what strangers wrote is cleaned", test_clean}, {"HTML", test_html}, {"LaTeX", test_latex},
      {"Markdown", test_markdown}, {"pictures in the page", test_svg}, {"hostile pictures", test_hostile_svg},
      {"numbers as words", test_spelling})
