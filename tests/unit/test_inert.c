/* Files of which loading does nothing, and the same with one thing changed: either it is seen, or it is harmless.
 * What is harmless the loader itself says, for the code of what it is given is all breakpoints. */
#include "suite.h"

#include "base/file.h"
#include "host/elfinert.h"

#include <dlfcn.h>
#include <elf.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static dh_buffer good; /* the quiet one; its code is breakpoints */

/* ---- helpers ---- */

static dh_buffer read_built(const char *name)
{
    char path[4096];
    dh_buffer bytes = {0};
    dh_error error;
    snprintf(path, sizeof path, "%s/%s", getenv("DH_BUILD"), name);
    if (dh_file_read(path, 64 << 20, &bytes, &error))
        fprintf(stderr, "%s\n", error.text);
    CU_ASSERT_FATAL(bytes.size > 0);
    return bytes;
}

static bool is_inert(const dh_buffer *b)
{
    return dh_elf_is_inert(b->data, b->size);
}

static Elf64_Ehdr *head(const dh_buffer *b)
{
    return (Elf64_Ehdr *)(void *)b->data;
}

static Elf64_Phdr *segment(const dh_buffer *b, uint32_t type)
{
    Elf64_Phdr *p = (Elf64_Phdr *)(void *)(b->data + head(b)->e_phoff);
    for (unsigned i = 0; i < head(b)->e_phnum; i++)
        if (p[i].p_type == type)
            return p + i;
    CU_FAIL_FATAL("no such segment");
    return NULL;
}

/* The section's bytes in the file, NULL when there is none. */
static void *section(const dh_buffer *b, const char *name, size_t *ret_bytes)
{
    const Elf64_Shdr *s = (const Elf64_Shdr *)(const void *)(b->data + head(b)->e_shoff);
    const char *names = (const char *)b->data + s[head(b)->e_shstrndx].sh_offset;
    for (unsigned i = 0; i < head(b)->e_shnum; i++)
        if (!strcmp(names + s[i].sh_name, name)) {
            *ret_bytes = s[i].sh_size;
            return b->data + s[i].sh_offset;
        }
    *ret_bytes = 0;
    return NULL;
}

static Elf64_Dyn *tag(const dh_buffer *b, int64_t wanted)
{
    Elf64_Dyn *d = (Elf64_Dyn *)(void *)(b->data + segment(b, PT_DYNAMIC)->p_offset);
    for (; d->d_tag != DT_NULL; d++)
        if (d->d_tag == wanted)
            return d;
    CU_FAIL_FATAL("no such tag");
    return NULL;
}

static void break_code(dh_buffer *b)
{
    Elf64_Shdr *s = (Elf64_Shdr *)(void *)(b->data + head(b)->e_shoff);
    for (unsigned i = 0; i < head(b)->e_shnum; i++)
        if (s[i].sh_flags & SHF_EXECINSTR)
            memset(b->data + s[i].sh_offset, 0xcc, s[i].sh_size); /* int3; no instruction on other machines */
}

/* 1: the loader took it, 0: it refused. It does not come back when the file's code runs. */
static int load(const dh_buffer *b)
{
    char path[48];
    int fd = memfd_create("quiet", MFD_CLOEXEC);
    if (fd < 0 || write(fd, b->data, b->size) != (ssize_t)b->size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle)
        dlsym(handle, "quiet"), dlsym(handle, "absent"), dlclose(handle);
    close(fd);
    return handle ? 1 : 0;
}

/* ---- what is inert ---- */

/* Those that use GSL load a library of which nothing is known. */
static void built_plugins(void)
{
    char pattern[4096];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/plugins/*/*.so", getenv("DH_BUILD"));
    CU_ASSERT_FATAL(!glob(pattern, 0, NULL, &found));
    CU_ASSERT(found.gl_pathc > 100);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *name = found.gl_pathv[i] + strlen(getenv("DH_BUILD")) + 1;
        dh_buffer b = read_built(name);
        const bool gsl = memmem(b.data, b.size, "libgsl.so", sizeof "libgsl.so" - 1);
        const bool inert = !SANITIZED && !gsl; /* a sanitizer registers variables, or itself */
        if (is_inert(&b) != inert)
            fprintf(stderr, "%s: %s code that runs when it is loaded\n", name, inert ? "has" : "has no");
        CU_ASSERT_EQUAL(is_inert(&b), inert);
        dh_buffer_finish(&b);
    }
    globfree(&found);
}

static void files_with_code_at_load(void)
{
    static const char *const name[] = {"hostile/plugins/at_load_crashes.so", "hostile/plugins/at_load_loops.so"};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        char path[64];
        snprintf(path, sizeof path, "tests/%s", name[i]);
        dh_buffer b = read_built(path);
        CU_ASSERT_FALSE(is_inert(&b));
        dh_buffer_finish(&b);
    }
}

static void quiet_one(void)
{
    good = read_built("tests/unit/quiet.so");
    break_code(&good);
    CU_ASSERT_TRUE(is_inert(&good));
    CU_ASSERT_EQUAL(load(&good), 1);
}

/* ---- what is not ---- */

static void other_tags(void)
{
    static const int64_t bad[] = {DT_INIT,   DT_FINI,     DT_INIT_ARRAY,   DT_FINI_ARRAY, DT_PREINIT_ARRAY,
                                  DT_SONAME, DT_RPATH,    DT_RUNPATH,      DT_SYMBOLIC,   DT_TEXTREL,
                                  DT_AUDIT,  DT_DEPAUDIT, DT_FILTER,       DT_AUXILIARY,  DT_VERDEF,
                                  DT_REL,    DT_DEBUG,    DT_RELACOUNT + 1};
    Elf64_Dyn *d = tag(&good, DT_FLAGS), was = *d;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        d->d_tag = bad[i];
        CU_ASSERT_FALSE(is_inert(&good));
    }
    *d = was;
    for (uint64_t flag = 1; flag; flag <<= 1) {
        d->d_un.d_val = flag;
        CU_ASSERT_EQUAL(is_inert(&good), flag == DF_BIND_NOW);
    }
    *d = was;
    d = tag(&good, DT_FLAGS_1), was = *d;
    for (uint64_t flag = 1; flag; flag <<= 1) {
        d->d_un.d_val = flag;
        CU_ASSERT_EQUAL(is_inert(&good), flag == DF_1_NOW);
    }
    *d = was;
}

static void other_libraries(void)
{
    size_t bytes;
    char *names = section(&good, ".dynstr", &bytes), *at = names + tag(&good, DT_NEEDED)->d_un.d_val;
    CU_ASSERT_FATAL(!strcmp(at, "libm.so.6"));
    at[3] = 'n';
    CU_ASSERT_FALSE(is_inert(&good));
    at[3] = 'm';
    names[bytes - 1] = 'x'; /* names without an end */
    CU_ASSERT_FALSE(is_inert(&good));
    names[bytes - 1] = 0;
}

static void other_symbols(void)
{
    size_t bytes;
    Elf64_Sym *s = section(&good, ".dynsym", &bytes);
    for (size_t i = 1; i < bytes / sizeof *s; i++) {
        Elf64_Sym was = s[i];
        const int type[] = {STT_COMMON, STT_TLS, STT_GNU_IFUNC, 15};
        for (size_t k = 0; k < sizeof type / sizeof *type; k++) {
            s[i].st_info = ELF64_ST_INFO(STB_GLOBAL, type[k]);
            CU_ASSERT_FALSE(is_inert(&good));
        }
        s[i].st_info = ELF64_ST_INFO(STB_GNU_UNIQUE, STT_OBJECT);
        CU_ASSERT_FALSE(is_inert(&good));
        s[i] = was;
        s[i].st_name = (uint32_t)tag(&good, DT_STRSZ)->d_un.d_val;
        CU_ASSERT_FALSE(is_inert(&good));
        s[i] = was;
    }
}

static void try_relocation(Elf64_Rela *r, uint64_t offset, uint64_t info)
{
    Elf64_Rela was = *r;
    r->r_offset = offset;
    r->r_info = info;
    CU_ASSERT_FALSE(is_inert(&good));
    *r = was;
}

static bool is_plain(uint32_t type)
{
#if defined __aarch64__
    return type == R_AARCH64_ABS64 || type == R_AARCH64_GLOB_DAT || type == R_AARCH64_JUMP_SLOT ||
           type == R_AARCH64_RELATIVE;
#else
    return type == R_X86_64_64 || type == R_X86_64_GLOB_DAT || type == R_X86_64_JUMP_SLOT ||
           type == R_X86_64_RELATIVE;
#endif
}

static void other_relocations(void)
{
    static const char *const table[] = {".rela.dyn", ".rela.plt"};
    const Elf64_Phdr *dynamic = segment(&good, PT_DYNAMIC), *first = segment(&good, PT_LOAD);
    for (int t = 0; t < 2; t++) {
        size_t bytes;
        Elf64_Rela *r = section(&good, table[t], &bytes);
        CU_ASSERT(bytes > 0);
        for (size_t i = 0; i < bytes / sizeof *r; i++) {
            const uint64_t at = r[i].r_offset, info = r[i].r_info;
            for (uint32_t type = 0; type < 2048; type++)
                if (!is_plain(type))
                    try_relocation(&r[i], at, ELF64_R_INFO(ELF64_R_SYM(info), type));
            try_relocation(&r[i], at, ELF64_R_INFO(1000000, ELF64_R_TYPE(info)));
            try_relocation(&r[i], dynamic->p_vaddr, info);
            try_relocation(&r[i], dynamic->p_vaddr - 7, info);
            try_relocation(&r[i], first->p_vaddr, info);
            try_relocation(&r[i], first->p_vaddr + first->p_memsz, info);
            try_relocation(&r[i], 1 << 24, info);
            try_relocation(&r[i], (uint64_t)-4, info);
        }
    }
}

static void other_segments(void)
{
    static const uint32_t bad[] = {PT_INTERP, PT_TLS, PT_PHDR, PT_SHLIB, 12345};
    Elf64_Phdr *p = segment(&good, PT_NOTE), was = *p;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        p->p_type = bad[i];
        CU_ASSERT_FALSE(is_inert(&good));
    }
    *p = was;
    Elf64_Phdr *load_segment = segment(&good, PT_LOAD);
    was = *load_segment;
    load_segment->p_flags |= PF_W;
    CU_ASSERT_FALSE(is_inert(&good));
    *load_segment = was;
    load_segment->p_filesz = good.size + 1;
    CU_ASSERT_FALSE(is_inert(&good));
    *load_segment = was;
    p = segment(&good, PT_GNU_RELRO), was = *p;
    p->p_vaddr = load_segment->p_vaddr;
    CU_ASSERT_FALSE(is_inert(&good));
    *p = was;
    p->p_memsz += 1 << 16;
    CU_ASSERT_FALSE(is_inert(&good));
    *p = was;
}

/* ---- one bit ---- */

/* Tries the changed file when it is called inert; *at is where a child that dies has come to. */
static void flip(unsigned char *byte, int bit, volatile size_t *tried)
{
    *byte ^= (unsigned char)(1 << bit);
    if (is_inert(&good)) {
        ++*tried;
        load(&good);
    }
    *byte ^= (unsigned char)(1 << bit);
}

static void every_bit(void)
{
    volatile size_t *tried = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    size_t text;
    const unsigned char *code = section(&good, ".plt", &text);
    CU_ASSERT_FATAL(tried != MAP_FAILED && code != NULL);
    const Elf64_Phdr *dynamic = segment(&good, PT_DYNAMIC);
    pid_t pid = fork();
    if (!pid) {
        for (unsigned char *byte = good.data; byte < code; byte++)
            for (int bit = 0; bit < 8; bit++)
                flip(byte, bit, tried);
        for (size_t i = 0; i < dynamic->p_filesz; i++)
            for (int bit = 0; bit < 8; bit++)
                flip(good.data + dynamic->p_offset + i, bit, tried);
        _exit(0);
    }
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(pid, &status, 0), pid);
    if (status)
        fprintf(stderr, "inert file %zu of its kind ended its loader: status %x\n", *tried, (unsigned)status);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT(*tried > 500); /* names, hashes, values */
    munmap((void *)(uintptr_t)tried, 4096);
}

static void every_cut(void)
{
    size_t whole = good.size, last = 0;
    Elf64_Phdr *p = (Elf64_Phdr *)(void *)(good.data + head(&good)->e_phoff);
    for (unsigned i = 0; i < head(&good)->e_phnum; i++)
        if (p[i].p_type == PT_LOAD)
            last = p[i].p_offset + p[i].p_filesz;
    for (size_t size = 0; size < whole; size++) {
        char *exact = memcpy(malloc(size + 1), good.data, size);
        CU_ASSERT_EQUAL(dh_elf_is_inert(exact, size), size >= last);
        free(exact);
    }
}

SUITE("inert", {"a quiet file", quiet_one}, {"built plugins", built_plugins},
      {"code at load", files_with_code_at_load}, {"other tags", other_tags}, {"other libraries", other_libraries},
      {"other symbols", other_symbols}, {"other relocations", other_relocations}, {"other segments", other_segments},
      {"every bit", every_bit}, {"every cut", every_cut})
