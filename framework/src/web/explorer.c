#include "web/explorer.h"

#include "web/parts.h"

#include <math.h>
#include <string.h>

const char dh_web_missing[] =
    "this program was built without the explorer, which needs clang (with the target wasm32) and wasm-ld: install "
    "Debian's clang and lld (scripts/setup tests does), remove the build folder and build again";

bool dh_web_there(void)
{
    return dh_web_module_size > 0;
}

static bool holds(const char *kind, const char *name)
{
    static const char *const held[] = {
#define DH_WEB_ENTRY(KIND, NAME) #KIND "/" #NAME,
#include "web/entries.h"
    };
    const size_t length = strlen(kind);
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        if (!strncmp(held[i], kind, length) && !strcmp(held[i] + length, name))
            return true;
    return false;
}

bool dh_web_holds(const char *problem)
{
    return holds("problems/", problem);
}

bool dh_web_holds_optimizer(const char *name)
{
    return holds("optimizers/", name);
}

/* The optimizers that the engine is without for that reason, "a, b, c". */
typedef enum reason { LIBRARY, DATA } reason;

static void put_left_out(dh_buffer *out, reason why)
{
    static const struct {
        const char *kind, *name;
        reason why;
    } left_out[] = {
#define DH_WEB_LEFT_OUT(KIND, NAME, WHY) {#KIND, #NAME, WHY},
#include "web/left_out.h"
    };
    const char *between = "";
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (left_out[i].why == why && !strcmp(left_out[i].kind, "optimizers")) {
            dh_put_format(out, "%s%s", between, left_out[i].name);
            between = ", ";
        }
}

static void put_absent(dh_buffer *out)
{
    dh_put_format(out, "<div class=notes><p>Not in this page: ");
    put_left_out(out, LIBRARY);
    dh_put_format(out, ", which use the GNU Scientific Library, and that is not compiled for pages; ");
    put_left_out(out, DATA);
    dh_put_format(out, " and the problems that learn from data, which need a dataset; and plugins that are not built in. "
                       "<code>downhill run</code> has all of them.</p></div>\n");
}

void dh_web_put_text(dh_buffer *out, const char *text)
{
    dh_put_u8(out, '"');
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        if (*c == '"' || *c == '\\')
            dh_put_format(out, "\\%c", *c);
        else if (*c < 0x20)
            dh_put_format(out, "\\u%04x", *c);
        else
            dh_put_u8(out, *c);
    dh_put_u8(out, '"');
}

void dh_web_put_real(dh_buffer *out, double value)
{
    if (isfinite(value))
        dh_put_format(out, "%.17g", value);
    else
        dh_put_format(out, "null");
}

static const char *make_markup(dh_report *report, const dh_buffer *setting)
{
    dh_buffer out = {0};
    dh_put_format(&out, "<div class=\"explorer\" data-setting=\"");
    dh_report_put_html(&out, (const char *)setting->data, setting->size);
    dh_put_format(&out, "\" data-module=\"");
    dh_put_base64(&out, dh_web_module, dh_web_module_size);
    dh_put_format(&out, "\"><noscript>The explorer needs JavaScript.</noscript></div>\n");
    put_absent(&out);
    const char *markup = out.failed ? NULL : dh_arena_copy(report->arena, (const char *)out.data, out.size);
    dh_buffer_finish(&out);
    return markup;
}

int dh_web_add(dh_report *report, const dh_buffer *setting, dh_error *error)
{
    dh_report_live *live = DH_NEW(report->arena, dh_report_live, 1);
    const char *markup = setting->failed ? NULL : make_markup(report, setting);
    if (!live || !markup)
        return dh_fail_memory(error);
    *live = (dh_report_live){markup, (const char *)dh_web_style, (const char *)dh_web_script};
    dh_report_add_live(report, live);
    return 0;
}
