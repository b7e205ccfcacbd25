/* ELF, from elf(5): program headers and the dynamic section. As in elfnote.c, nothing is followed that leaves the
 * file. */
#include "host/elfload.h"

#include <elf.h>
#include <stdint.h>
#include <string.h>

typedef struct file {
    const char *name;
    const unsigned char *data;
    size_t size;
    dh_error *error;
} file;

static int refuse(const file *f, const char *what, const char *instead)
{
    return dh_fail(f->error, DH_ERROR_PLUGIN, "%s: %s: %s", f->name, what, instead);
}

static bool take(const file *f, uint64_t offset, void *out, size_t size)
{
    if (offset > f->size || size > f->size - offset)
        return false;
    memcpy(out, f->data + offset, size);
    return true;
}

static int check_dynamic(const file *f, const Elf64_Phdr *p)
{
    Elf64_Dyn d;
    for (uint64_t at = 0; at + sizeof d <= p->p_filesz; at += sizeof d) {
        if (!take(f, p->p_offset + at, &d, sizeof d))
            return refuse(f, "its dynamic section lies outside the file", "build it again");
        if (d.d_tag == DT_NULL)
            return 0;
        if (d.d_tag == DT_RPATH || d.d_tag == DT_RUNPATH)
            return refuse(f, "it names folders to look for libraries in (RPATH)", "link it without -rpath");
        if (d.d_tag == DT_TEXTREL || (d.d_tag == DT_FLAGS && (d.d_un.d_val & DF_TEXTREL)))
            return refuse(f, "its code must be changed to be loaded (text relocations)", "compile it with -fPIC");
        if (d.d_tag == DT_AUDIT || d.d_tag == DT_DEPAUDIT || d.d_tag == DT_FILTER || d.d_tag == DT_AUXILIARY)
            return refuse(f, "it puts itself before other libraries", "link it without -audit and -filter");
    }
    return refuse(f, "its dynamic section has no end", "build it again");
}

/* Code that loads a constant into the mode register: MXCSR with the bits 0x8040, or FPCR. */
static bool sets_mode(const unsigned char *code, size_t size)
{
#if defined __x86_64__
    enum { NEAR = 24 };
    const uint32_t bits = 0x8040;
    for (size_t i = 0; i + sizeof bits <= size; i++) {
        uint32_t word;
        memcpy(&word, code + i, sizeof word);
        if (word != bits)
            continue;
        for (size_t j = i + sizeof bits; j + 2 < size && j < i + NEAR; j++)
            if (code[j + 1] == 0xae && (code[j] == 0x0f || code[j] == 0xf8) &&
                (code[j + 2] >> 3 & 7) == 2) /* ldmxcsr */
                return true;
    }
#elif defined __aarch64__
    for (size_t i = 0; i + 4 <= size; i += 4) {
        uint32_t word;
        memcpy(&word, code + i, sizeof word);
        if ((word & 0xffffffe0) == 0xd51b4400) /* msr fpcr, x */
            return true;
    }
#endif
    return false;
}

static int check_segment(const file *f, const Elf64_Phdr *p, bool *flushes)
{
    if (p->p_type == PT_DYNAMIC)
        return check_dynamic(f, p);
    if (p->p_type != PT_LOAD && p->p_type != PT_GNU_STACK)
        return 0;
    if (p->p_type == PT_GNU_STACK)
        return p->p_flags & PF_X ? refuse(f, "it wants a stack that can be run", "link it with -z noexecstack") : 0;
    if (p->p_offset > f->size || p->p_filesz > f->size - p->p_offset)
        return refuse(f, "a segment lies outside the file", "it was cut short: copy or build it again");
    if ((p->p_flags & PF_W) && (p->p_flags & PF_X))
        return refuse(f, "it has memory that is both written and run", "link it without -N");
    if (p->p_flags & PF_X)
        *flushes |= sets_mode(f->data + p->p_offset, p->p_filesz);
    return 0;
}

int dh_elf_check_loading(const char *name, const void *data, size_t size, bool *ret_flushes, dh_error *error)
{
    file f = {name, data, size, error};
    Elf64_Ehdr h;
    bool dynamic = false, stack = false;
    *ret_flushes = false;
    if (!take(&f, 0, &h, sizeof h))
        return refuse(&f, "no ELF header", "build it with -shared");
    for (unsigned i = 0; i < h.e_phnum; i++) {
        Elf64_Phdr p;
        if (!take(&f, h.e_phoff + (uint64_t)i * sizeof p, &p, sizeof p))
            return refuse(&f, "its program headers lie outside the file", "build it again");
        dynamic |= p.p_type == PT_DYNAMIC;
        stack |= p.p_type == PT_GNU_STACK;
        if (check_segment(&f, &p, ret_flushes))
            return -1;
    }
    if (!dynamic)
        return refuse(&f, "it has no dynamic section", "link it with -shared");
    return stack ? 0 : refuse(&f, "it does not say what stack it needs", "link it with -z noexecstack");
}
