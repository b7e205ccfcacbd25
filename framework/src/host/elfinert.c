/* Reads a shared object as the GNU loader does (elf/dl-load.c, dl-reloc.c, dl-version.c of glibc), which trusts its
 * tables. What is not known to be harmless is not inert. */
#include "host/elfinert.h"

#include <elf.h>
#include <stdint.h>
#include <string.h>

#if defined __aarch64__
enum {
    PAGE = 65536,
    RELATIVE = R_AARCH64_RELATIVE,
    JUMP_SLOT = R_AARCH64_JUMP_SLOT,
    GLOB_DAT = R_AARCH64_GLOB_DAT,
    ADDRESS = R_AARCH64_ABS64
};
#else
enum {
    PAGE = 4096,
    RELATIVE = R_X86_64_RELATIVE,
    JUMP_SLOT = R_X86_64_JUMP_SLOT,
    GLOB_DAT = R_X86_64_GLOB_DAT,
    ADDRESS = R_X86_64_64
};
#endif
enum { MOST_SEGMENTS = 16, MOST_SYMBOLS = 1 << 16, MOST_NEEDED = 2, MOST_VERSIONS = 64, VERSION = 0x7fff };
static const uint64_t MOST_BYTES = 1 << 26;

/* The tags of the dynamic section that are known, each at most once. */
enum {
    GNU_HASH,
    HASH,
    STRTAB,
    SYMTAB,
    STRSZ,
    SYMENT,
    RELA,
    RELASZ,
    RELAENT,
    RELACOUNT,
    FLAGS,
    FLAGS_1,
    PLTGOT,
    PLTRELSZ,
    PLTREL,
    JMPREL,
    VERNEED,
    VERNEEDNUM,
    VERSYM,
    TAGS
};
static const int64_t known[TAGS] = {
    [GNU_HASH] = DT_GNU_HASH,   [HASH] = DT_HASH,         [STRTAB] = DT_STRTAB,
    [SYMTAB] = DT_SYMTAB,       [STRSZ] = DT_STRSZ,       [SYMENT] = DT_SYMENT,
    [RELA] = DT_RELA,           [RELASZ] = DT_RELASZ,     [RELAENT] = DT_RELAENT,
    [RELACOUNT] = DT_RELACOUNT, [FLAGS] = DT_FLAGS,       [FLAGS_1] = DT_FLAGS_1,
    [PLTGOT] = DT_PLTGOT,       [PLTRELSZ] = DT_PLTRELSZ, [PLTREL] = DT_PLTREL,
    [JMPREL] = DT_JMPREL,       [VERNEED] = DT_VERNEED,   [VERNEEDNUM] = DT_VERNEEDNUM,
    [VERSYM] = DT_VERSYM};

typedef struct image {
    const unsigned char *data;
    size_t size;
    Elf64_Phdr load[MOST_SEGMENTS]; /* in ascending order, no page in two of them */
    size_t loads;
    Elf64_Phdr dynamic;
    uint64_t tag[TAGS];           /* 0: absent */
    uint64_t needed[MOST_NEEDED]; /* offsets of names */
    size_t needed_count;
    unsigned newest; /* version of a symbol that VERNEED has */
} image;

static uint64_t page_down(uint64_t address)
{
    return address & ~(uint64_t)(PAGE - 1);
}

static uint64_t page_up(uint64_t address)
{
    return page_down(address + PAGE - 1);
}

static bool is_within(uint64_t at, uint64_t bytes, uint64_t from, uint64_t room)
{
    return at >= from && bytes <= room && at - from <= room - bytes;
}

/* Bytes of the file that are mapped at an address, whole in one segment that nothing writes to; NULL otherwise. */
static const unsigned char *find(const image *m, uint64_t address, uint64_t bytes)
{
    for (size_t i = 0; i < m->loads; i++) {
        const Elf64_Phdr *p = &m->load[i];
        if (!(p->p_flags & PF_W) && is_within(address, bytes, p->p_vaddr, p->p_filesz))
            return m->data + p->p_offset + (address - p->p_vaddr);
    }
    return NULL;
}

/* Copied, so that no alignment matters. */
static bool get(const image *m, uint64_t address, void *out, size_t bytes)
{
    const unsigned char *at = find(m, address, bytes);
    if (at)
        memcpy(out, at, bytes);
    return at;
}

/* An address that relocations may write to, and nothing else of the loader's reads: the dynamic section is not. */
static bool is_own_data(const image *m, uint64_t address, uint64_t bytes)
{
    const Elf64_Phdr *d = &m->dynamic;
    if (address + bytes > d->p_vaddr && address < d->p_vaddr + d->p_memsz)
        return false;
    for (size_t i = 0; i < m->loads; i++)
        if ((m->load[i].p_flags & PF_W) && is_within(address, bytes, m->load[i].p_vaddr, m->load[i].p_memsz))
            return true;
    return false;
}

/* ---- segments ---- */

static bool take_load(image *m, const Elf64_Phdr *p)
{
    const Elf64_Phdr *last = m->loads ? &m->load[m->loads - 1] : NULL;
    bool writable = p->p_flags & PF_W;
    if (p->p_offset > m->size || p->p_filesz > m->size - p->p_offset || p->p_memsz > MOST_BYTES ||
        p->p_vaddr > MOST_BYTES || p->p_filesz > p->p_memsz || (!writable && p->p_filesz != p->p_memsz) ||
        !p->p_filesz || p->p_align != PAGE || (p->p_vaddr - p->p_offset) % PAGE || !(p->p_flags & PF_R) ||
        (writable && (p->p_flags & PF_X)))
        return false;
    if (last ? page_down(p->p_vaddr) < page_up(last->p_vaddr + last->p_memsz) : p->p_vaddr || p->p_offset)
        return false;
    m->load[m->loads++] = *p;
    return true;
}

/* Protected after relocation: may end at the end of its last page. */
static bool is_relro(const image *m, const Elf64_Phdr *p)
{
    for (size_t i = 0; i < m->loads; i++) {
        const Elf64_Phdr *l = &m->load[i];
        uint64_t from = page_down(l->p_vaddr);
        if ((l->p_flags & PF_W) && is_within(p->p_vaddr, p->p_memsz, from, page_up(l->p_vaddr + l->p_memsz) - from))
            return true;
    }
    return false;
}

static bool is_in_file(const image *m, const Elf64_Phdr *p)
{
    for (size_t i = 0; i < m->loads; i++)
        if (is_within(p->p_vaddr, p->p_memsz, m->load[i].p_vaddr, m->load[i].p_filesz) &&
            p->p_offset - m->load[i].p_offset == p->p_vaddr - m->load[i].p_vaddr)
            return true;
    return false;
}

static bool take_segment(image *m, const Elf64_Phdr *p)
{
    switch (p->p_type) {
    case PT_LOAD:
        return true; /* taken before */
    case PT_DYNAMIC:
        if (m->dynamic.p_memsz || !p->p_memsz || p->p_filesz != p->p_memsz)
            return false;
        m->dynamic = *p;
        return is_in_file(m, p);
    case PT_NOTE:
    case PT_GNU_PROPERTY:
    case PT_GNU_EH_FRAME:
        return p->p_filesz == p->p_memsz && is_in_file(m, p);
    case PT_GNU_RELRO:
        return is_relro(m, p);
    case PT_GNU_STACK:
        return !(p->p_flags & PF_X);
    default:
        return false;
    }
}

static bool take_segments(image *m)
{
    Elf64_Ehdr h;
    Elf64_Phdr p[MOST_SEGMENTS];
    if (m->size < sizeof h)
        return false;
    memcpy(&h, m->data, sizeof h);
    size_t bytes = h.e_phnum * sizeof *p;
    if (!h.e_phnum || h.e_phnum > MOST_SEGMENTS || h.e_phentsize != sizeof *p || h.e_phoff > m->size ||
        bytes > m->size - h.e_phoff)
        return false;
    memcpy(p, m->data + h.e_phoff, bytes);
    for (size_t i = 0; i < h.e_phnum; i++)
        if (p[i].p_type == PT_LOAD && !take_load(m, &p[i]))
            return false;
    for (size_t i = 0; i < h.e_phnum; i++)
        if (!take_segment(m, &p[i]))
            return false;
    return m->dynamic.p_memsz;
}

/* ---- the dynamic section ---- */

static bool take_tag(image *m, const Elf64_Dyn *d)
{
    if (!d->d_un.d_val) /* no linker writes that; here 0 stands for absent */
        return false;
    if (d->d_tag == DT_NEEDED) {
        if (m->needed_count == MOST_NEEDED)
            return false;
        m->needed[m->needed_count++] = d->d_un.d_val;
        return true;
    }
    for (int i = 0; i < TAGS; i++)
        if (known[i] == d->d_tag && !m->tag[i]) {
            m->tag[i] = d->d_un.d_val;
            return true;
        }
    return false;
}

static bool take_dynamic(image *m)
{
    Elf64_Dyn d;
    for (uint64_t at = 0; at + sizeof d <= m->dynamic.p_filesz; at += sizeof d) {
        memcpy(&d, m->data + m->dynamic.p_offset + at, sizeof d);
        if (d.d_tag == DT_NULL)
            return true;
        if (!take_tag(m, &d))
            return false;
    }
    return false;
}

static bool is_library(const image *m, uint64_t name)
{
    static const char *const library[] = {"libc.so.6", "libm.so.6"};
    char text[sizeof "libc.so.6"];
    if (name > m->tag[STRSZ] || sizeof text > m->tag[STRSZ] - name ||
        !get(m, m->tag[STRTAB] + name, text, sizeof text))
        return false;
    return !memcmp(text, library[0], sizeof text) || !memcmp(text, library[1], sizeof text);
}

static bool has_plain_tags(const image *m)
{
    const uint64_t *t = m->tag;
    const unsigned char *names = find(m, t[STRTAB], t[STRSZ]);
    if (!t[GNU_HASH] || !t[SYMTAB] || t[SYMENT] != sizeof(Elf64_Sym) || !names || !t[STRSZ] || names[t[STRSZ] - 1])
        return false;
    if ((t[FLAGS] & ~(uint64_t)DF_BIND_NOW) || (t[FLAGS_1] & ~(uint64_t)DF_1_NOW))
        return false;
    if ((t[RELA] || t[RELASZ]) && (!t[RELA] || t[RELAENT] != sizeof(Elf64_Rela)))
        return false;
    if ((t[JMPREL] || t[PLTRELSZ] || t[PLTREL]) && (!t[JMPREL] || t[PLTREL] != DT_RELA))
        return false;
    if (t[PLTGOT] && !is_own_data(m, t[PLTGOT], 3 * sizeof(uint64_t)))
        return false;
    for (size_t i = 0; i < m->needed_count; i++)
        if (!is_library(m, m->needed[i]))
            return false;
    return true;
}

/* ---- symbols ---- */

/* The symbol is one that a look-up or a relocation may meet. */
static bool is_plain_symbol(const image *m, uint64_t i)
{
    Elf64_Sym s;
    if (i >= MOST_SYMBOLS || !get(m, m->tag[SYMTAB] + i * sizeof s, &s, sizeof s) || s.st_name >= m->tag[STRSZ])
        return false;
    int type = ELF64_ST_TYPE(s.st_info), binding = ELF64_ST_BIND(s.st_info);
    uint16_t version = VER_NDX_GLOBAL;
    if (m->tag[VERSYM] && !get(m, m->tag[VERSYM] + i * sizeof version, &version, sizeof version))
        return false;
    return type <= STT_FILE && binding <= STB_WEAK && (version & VERSION) <= m->newest;
}

/* Follows every chain of the hash table once: that many symbols there are. */
static bool has_plain_symbols(const image *m)
{
    uint32_t head[4], bucket, word = 0; /* buckets, first symbol, words of the filter, shift */
    uint64_t end = 0;
    if (!get(m, m->tag[GNU_HASH], head, sizeof head) || !head[0] || head[0] > MOST_SYMBOLS || !head[2] ||
        head[2] > MOST_SYMBOLS || (head[2] & (head[2] - 1)) || head[3] >= 32)
        return false;
    const uint64_t buckets = sizeof head + head[2] * sizeof(uint64_t), chains = buckets + head[0] * sizeof bucket;
    const unsigned char *hash = find(m, m->tag[GNU_HASH], chains);
    for (uint32_t b = 0; hash && b < head[0]; b++) {
        memcpy(&bucket, hash + buckets + b * sizeof bucket, sizeof bucket);
        if (bucket && bucket < head[1])
            return false;
        end = bucket > end ? bucket : end;
    }
    for (uint64_t i = head[1]; end && (i <= end || !(word & 1)); i++)
        if (!is_plain_symbol(m, i) ||
            !get(m, m->tag[GNU_HASH] + chains + (i - head[1]) * sizeof word, &word, sizeof word))
            return false;
    return hash;
}

static bool has_plain_versions(image *m)
{
    Elf64_Verneed v;
    Elf64_Vernaux a;
    m->newest = VER_NDX_GLOBAL;
    uint64_t at = m->tag[VERNEED];
    if (!at != !m->tag[VERNEEDNUM] || !at != !m->tag[VERSYM] || m->tag[VERNEEDNUM] > MOST_NEEDED)
        return false;
    for (uint64_t i = 0; at && i < m->tag[VERNEEDNUM]; i++, at += v.vn_next) {
        bool more = i + 1 < m->tag[VERNEEDNUM];
        if (!get(m, at, &v, sizeof v) || !is_library(m, v.vn_file) || !v.vn_next == more || v.vn_version != 1 ||
            !v.vn_cnt)
            return false;
        uint64_t aux = at + v.vn_aux;
        for (unsigned k = 0; k < v.vn_cnt; k++, aux += a.vna_next) {
            if (!get(m, aux, &a, sizeof a) || a.vna_name >= m->tag[STRSZ] || !a.vna_next == (k + 1 < v.vn_cnt))
                return false;
            unsigned version = a.vna_other & VERSION;
            if (version <= VER_NDX_GLOBAL || version > MOST_VERSIONS)
                return false;
            m->newest = version > m->newest ? version : m->newest;
        }
    }
    return true;
}

/* ---- relocations ---- */

static bool is_plain_relocation(const image *m, const Elf64_Rela *r)
{
    if (!is_own_data(m, r->r_offset, sizeof(uint64_t)) || !is_plain_symbol(m, ELF64_R_SYM(r->r_info)))
        return false;
    switch (ELF64_R_TYPE(r->r_info)) {
    case ADDRESS:
    case GLOB_DAT:
    case JUMP_SLOT:
    case RELATIVE:
        return true;
    default:
        return false;
    }
}

/* The first `relative` ones are taken for relative without a look. */
static bool has_plain_relocations(const image *m, uint64_t at, uint64_t bytes, uint64_t relative)
{
    Elf64_Rela r;
    if (bytes % sizeof r || relative > bytes / sizeof r)
        return false;
    for (uint64_t i = 0; i < bytes / sizeof r; i++)
        if (!get(m, at + i * sizeof r, &r, sizeof r) || !is_plain_relocation(m, &r) ||
            (i < relative && ELF64_R_TYPE(r.r_info) != RELATIVE))
            return false;
    return true;
}

bool dh_elf_is_inert(const void *data, size_t size)
{
    image m = {.data = data, .size = size};
    const uint64_t *t = m.tag;
    return take_segments(&m) && take_dynamic(&m) && has_plain_tags(&m) && has_plain_versions(&m) &&
           has_plain_symbols(&m) && has_plain_relocations(&m, t[RELA], t[RELASZ], t[RELACOUNT]) &&
           has_plain_relocations(&m, t[JMPREL], t[PLTRELSZ], 0);
}
