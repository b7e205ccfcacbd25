/* Plugin files, not believed: ELF notes, and what loading one would do. */
#include "suite.h"

#include "host/elfload.h"
#include "host/elfnote.h"
#include "host_model.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

/* ---- ELF notes ---- */

static void notes_of_real_plugins(void)
{
    static const struct {
        const char *name;
        uint32_t kind;
    } row[] = {{"optimizers/adam", DH_KIND_OPTIMIZER},
               {"schedules/cosine", DH_KIND_SCHEDULE},
               {"problems/bowl", DH_KIND_PROBLEM}};
    for (int i = 0; i < 3; i++) {
        dh_buffer b = read_plugin(row[i].name);
        dh_error error;
        uint32_t kind = 0;
        CU_ASSERT_EQUAL(dh_elf_check("x.so", b.data, b.size, &kind, &error), 0);
        CU_ASSERT_EQUAL(kind, row[i].kind);
        dh_buffer_finish(&b);
    }
}

/* Every beginning of a plugin, in memory that ends where it ends. */
static void cut_files(void)
{
    dh_buffer b = read_plugin("optimizers/adam");
    size_t good = 0, bad = 0;
    for (size_t size = 0; size < b.size; size += size < 3000 ? 1 : 97) {
        void *exact = memcpy(malloc(size + 1), b.data, size);
        uint32_t kind;
        dh_error error = {0};
        if (dh_elf_check("x.so", exact, size, &kind, &error)) {
            CU_ASSERT(error.kind == DH_ERROR_PLUGIN && !strncmp(error.text, "x.so: ", 6));
            bad++;
        } else {
            good++;
        }
        free(exact);
    }
    CU_ASSERT(bad > 300 && good > 20); /* what lies behind the note is the loader's business */
    dh_buffer_finish(&b);
}

static void flip(unsigned char *data, size_t size, size_t bit)
{
    uint32_t kind = 0;
    dh_error error = {0};
    data[bit / 8] ^= (unsigned char)(1 << bit % 8);
    int result = dh_elf_check("x.so", data, size, &kind, &error);
    CU_ASSERT_FATAL(result ? error.kind == DH_ERROR_PLUGIN : kind >= DH_KIND_OPTIMIZER && kind <= DH_KIND_PROBLEM);
    data[bit / 8] ^= (unsigned char)(1 << bit % 8);
}

static void flipped_bits(void)
{
    dh_buffer b = read_plugin("optimizers/adam");
    unsigned char *exact = memcpy(malloc(b.size), b.data, b.size);
    size_t head = b.size < 4096 ? b.size : 4096;
    for (size_t bit = 0; bit < 8 * head; bit++)
        flip(exact, b.size, bit);
    CU_ASSERT(!memcmp(exact, b.data, b.size));
    free(exact);
    dh_buffer_finish(&b);
}

/* Numbers of the headers that lie: every offset and size at the edges of their ranges. */
static void headers_that_lie(void)
{
    const uint64_t lies[] = {1, 63, 1ull << 31, 1ull << 32, 1ull << 63, ~0ull, ~0ull - 7, ~0ull - 63};
    dh_buffer b = read_plugin("schedules/cosine");
    Elf64_Ehdr head;
    uint32_t kind;
    dh_error error;
    memcpy(&head, b.data, sizeof head);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        Elf64_Ehdr lie = head;
        lie.e_phoff = lies[i];
        memcpy(b.data, &lie, sizeof lie);
        CU_ASSERT_EQUAL(dh_elf_check("x.so", b.data, b.size, &kind, &error), -1);
        memcpy(b.data, &head, sizeof head);
        for (unsigned p = 0; p < head.e_phnum; p++) {
            unsigned char *at = b.data + head.e_phoff + p * sizeof(Elf64_Phdr);
            Elf64_Phdr old, now;
            memcpy(&old, at, sizeof old);
            for (int field = 0; field < 2; field++) {
                now = old;
                *(field ? &now.p_offset : &now.p_filesz) = lies[i];
                memcpy(at, &now, sizeof now);
                dh_elf_check("x.so", b.data, b.size, &kind,
                             &error); /* no more than the file is read: the sanitizer's word */
            }
            memcpy(at, &old, sizeof old);
        }
    }
    CU_ASSERT_EQUAL(dh_elf_check("x.so", b.data, b.size, &kind, &error), 0);
    dh_buffer_finish(&b);
}

static void refuse_file(size_t at, const void *bytes, size_t size, const char *reason)
{
    dh_buffer b = read_plugin("problems/bowl");
    dh_error error = {0};
    uint32_t kind;
    memcpy(b.data + at, bytes, size);
    CU_ASSERT_EQUAL(dh_elf_check("x.so", b.data, b.size, &kind, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, reason));
    dh_buffer_finish(&b);
}

static void reasons_for_files(void)
{
    const Elf64_Half other = EM_SPARCV9, executable = ET_EXEC;
    refuse_file(0, "\177ELG", 4, "no ELF header");
    refuse_file(EI_CLASS, &(char){ELFCLASS32}, 1, "another machine");
    refuse_file(EI_DATA, &(char){ELFDATA2MSB}, 1, "another machine");
    refuse_file(offsetof(Elf64_Ehdr, e_machine), &other, 2, "another machine");
    refuse_file(offsetof(Elf64_Ehdr, e_type), &executable, 2, "link it with -shared");
    refuse_file(offsetof(Elf64_Ehdr, e_phnum), &(Elf64_Half){0}, 2, "no note");
    refuse_file(offsetof(Elf64_Ehdr, e_phnum), &(Elf64_Half){65}, 2, "program headers: expected at most 64, got 65");
    refuse_file(offsetof(Elf64_Ehdr, e_phnum), &(Elf64_Half){0xffff}, 2, "got 65535");
}

/* ---- what loading would do ---- */

/* The reason why a real plugin is refused after one change; NULL: it is not. */
static const char *reason_after(void (*change)(dh_buffer *, size_t), size_t which)
{
    static dh_error error;
    dh_buffer b = read_plugin("problems/bowl");
    bool flushes = true;
    change(&b, which);
    void *exact = memcpy(malloc(b.size + 1), b.data, b.size);
    int result = dh_elf_check_loading("x.so", exact, b.size, &flushes, &error);
    CU_ASSERT(!flushes && (!result || (error.kind == DH_ERROR_PLUGIN && !strncmp(error.text, "x.so: ", 6))));
    free(exact);
    dh_buffer_finish(&b);
    return result ? error.text : NULL;
}

static Elf64_Phdr *segment(dh_buffer *b, uint32_t type)
{
    Elf64_Ehdr *h = (Elf64_Ehdr *)(void *)b->data;
    Elf64_Phdr *p = (Elf64_Phdr *)(void *)(b->data + h->e_phoff);
    for (unsigned i = 0; i < h->e_phnum; i++)
        if (p[i].p_type == type)
            return &p[i];
    return NULL;
}

static void set_tag(dh_buffer *b, size_t tag)
{
    Elf64_Dyn *d = (Elf64_Dyn *)(void *)(b->data + segment(b, PT_DYNAMIC)->p_offset);
    d[0].d_tag = (Elf64_Sxword)tag;
    d[0].d_un.d_val = DF_TEXTREL;
}
static void set_stack(dh_buffer *b, size_t flags)
{
    segment(b, PT_GNU_STACK)->p_flags = (Elf64_Word)flags;
}
static void set_load(dh_buffer *b, size_t flags)
{
    segment(b, PT_LOAD)->p_flags = (Elf64_Word)flags;
}
static void hide(dh_buffer *b, size_t type)
{
    segment(b, (uint32_t)type)->p_type = PT_NULL;
}
static void endless(dh_buffer *b, size_t size)
{
    segment(b, PT_DYNAMIC)->p_filesz = size;
}
static void far_away(dh_buffer *b, size_t offset)
{
    segment(b, PT_DYNAMIC)->p_offset = offset;
}
static void cut_to(dh_buffer *b, size_t size)
{
    b->size = size ? size : b->size;
}

static void what_loading_would_do(void)
{
    static const struct {
        void (*change)(dh_buffer *, size_t);
        size_t which;
        const char *reason; /* NULL: none */
    } row[] = {{cut_to, 0, NULL},
               {set_stack, PF_R | PF_W, NULL},
               {set_tag, DT_NEEDED, NULL},
               {set_tag, DT_RPATH, "RPATH"},
               {set_tag, DT_RUNPATH, "RPATH"},
               {set_tag, DT_TEXTREL, "-fPIC"},
               {set_tag, DT_FLAGS, "-fPIC"},
               {set_tag, DT_AUDIT, "before other libraries"},
               {set_tag, DT_DEPAUDIT, "before other libraries"},
               {set_tag, DT_FILTER, "before other libraries"},
               {set_tag, DT_AUXILIARY, "before other libraries"},
               {cut_to, 10, "no ELF header"},
               {set_stack, PF_R | PF_W | PF_X, "noexecstack"},
               {set_load, PF_R | PF_W | PF_X, "both written and run"},
               {hide, PT_GNU_STACK, "what stack it needs"},
               {hide, PT_DYNAMIC, "no dynamic section"},
               {endless, 32, "has no end"},
               {endless, SIZE_MAX, NULL}, /* its end comes before that */
               {far_away, SIZE_MAX - 8, "outside the file"},
               {cut_to, 1500, "outside the file"}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *reason = reason_after(row[i].change, row[i].which);
        CU_ASSERT(row[i].reason ? reason && strstr(reason, row[i].reason) : !reason);
        if (row[i].reason ? !reason || !strstr(reason, row[i].reason) : reason != NULL)
            fprintf(stderr, "row %zu: %s\n", i, reason ? reason : "no reason");
    }
}

/* Every flipped bit of headers and dynamic section: an answer, and nothing read beyond the file (the sanitizer's word). */
static void loading_flipped_bits(void)
{
    dh_buffer b = read_plugin("optimizers/sgd");
    unsigned char *exact = memcpy(malloc(b.size), b.data, b.size);
    const Elf64_Phdr *p = segment(&b, PT_DYNAMIC);
    size_t good = 0, from[] = {0, p->p_offset}, bytes[] = {1024, p->p_filesz};
    for (int part = 0; part < 2; part++)
        for (size_t bit = 8 * from[part]; bit < 8 * (from[part] + bytes[part]); bit++) {
            bool flushes;
            exact[bit / 8] ^= (unsigned char)(1 << bit % 8);
            good += !dh_elf_check_loading("x.so", exact, b.size, &flushes, NULL);
            exact[bit / 8] ^= (unsigned char)(1 << bit % 8);
        }
    CU_ASSERT(good > 100);
    free(exact);
    dh_buffer_finish(&b);
}

/* One built with -ffast-math, one that does the same by hand, and one that does neither. */
static void flushing_is_seen(void)
{
    static const struct {
        const char *name;
        bool flushes;
    } row[] = {{"../tests/hostile/plugins/flushes", true}, {"../tests/hostile/plugins/fast_math", true}, {"optimizers/adam", false}};
    for (int i = 0; i < 3; i++) {
        dh_buffer b = read_plugin(row[i].name);
        bool flushes = !row[i].flushes;
        CU_ASSERT_EQUAL(dh_elf_check_loading("x.so", b.data, b.size, &flushes, NULL), 0);
        CU_ASSERT_EQUAL(flushes, row[i].flushes);
        dh_buffer_finish(&b);
    }
}

/* Code planted at the end of what can be run: the constant, `gap` bytes, an instruction. */
static void which_code_flushes(void)
{
    static const struct {
        unsigned char op, modrm;
        size_t gap;
        bool flushes;
    } row[] = {{0x0f, 0x15, 0, true},  {0xf8, 0x15, 3, true},   {0x0f, 0x1d, 0, false}, {0x90, 0x15, 0, false},
               {0x0f, 0x15, 19, true}, {0x0f, 0x15, 20, false}, {0x0f, 0x15, 60, false}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        dh_buffer b = read_plugin("problems/bowl");
        const Elf64_Ehdr *h = (const Elf64_Ehdr *)(void *)b.data;
        Elf64_Phdr *p = (Elf64_Phdr *)(void *)(b.data + h->e_phoff);
        while (p->p_type != PT_LOAD || !(p->p_flags & PF_X))
            p++;
        unsigned char *at = b.data + p->p_offset + p->p_filesz - 4 - row[i].gap - 3;
        bool flushes = !row[i].flushes;
        memset(at, 0x90, 4 + row[i].gap + 3);
        memcpy(at, (const unsigned char[]){0x40, 0x80, 0, 0}, 4);
        memcpy(at + 4 + row[i].gap, (const unsigned char[]){row[i].op, 0xae, row[i].modrm}, 3);
        CU_ASSERT_EQUAL(dh_elf_check_loading("x.so", b.data, b.size, &flushes, NULL), 0);
        CU_ASSERT_EQUAL(flushes, row[i].flushes);
        if (flushes != row[i].flushes)
            fprintf(stderr, "row %zu\n", i);
        dh_buffer_finish(&b);
    }
}

SUITE("elf", {"notes of real plugins", notes_of_real_plugins}, {"cut files", cut_files},
      {"flipped bits", flipped_bits}, {"headers that lie", headers_that_lie},
      {"reasons for files", reasons_for_files}, {"what loading would do", what_loading_would_do},
      {"loading: flipped bits", loading_flipped_bits}, {"flushing is seen", flushing_is_seen},
      {"which code flushes", which_code_flushes})
