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

bool dh_web_holds(const char *problem)
{
    static const char *const held[] = {
#define DH_WEB_ENTRY(KIND, NAME) #KIND "/" #NAME,
#include "web/entries.h"
    };
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        if (!strncmp(held[i], "problems/", 9) && !strcmp(held[i] + 9, problem))
            return true;
    return false;
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
