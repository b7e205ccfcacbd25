/* ELF, from elf(5) and the System V gABI: header, program headers, PT_NOTE segments. Every offset comes from an untrusted
 * file, so each is compared with the file's size before it is followed. */
#include "host/elfnote.h"

#include <downhill/plugin.h>
#include <elf.h>
#include <stdbool.h>
#include <string.h>

#if defined __x86_64__
enum { MACHINE = EM_X86_64 };
#elif defined __aarch64__
enum { MACHINE = EM_AARCH64 };
#else
#error "add this machine's ELF number"
#endif
enum { MOST_HEADERS = 64 /* linkers write a dozen; each is followed, so thousands would hold up whoever looks */ };

typedef struct bytes {
    const unsigned char *data;
    size_t size;
} bytes;

static bool take(bytes file, uint64_t offset, void *out, size_t size)
{
    if (offset > file.size || size > file.size - offset)
        return false;
    memcpy(out, file.data + offset, size);
    return true;
}

static bool is_ours(const Elf64_Nhdr *header, bytes file, uint64_t at)
{
    char name[9];
    return header->n_namesz == sizeof name && header->n_type == DH_NOTE_TYPE && header->n_descsz == 16 &&
           take(file, at, name, sizeof name) && !memcmp(name, "downhill", sizeof name);
}

/* Looks through one PT_NOTE segment; fills word[4] and returns true when it holds our note. */
static bool find_note(bytes file, uint64_t at, uint64_t size, uint32_t word[4])
{
    if (at > file.size || size > file.size - at)
        return false;
    for (uint64_t end = at + size; end - at >= sizeof(Elf64_Nhdr);) {
        Elf64_Nhdr header;
        take(file, at, &header, sizeof header);
        at += sizeof header;
        uint64_t name = ((uint64_t)header.n_namesz + 3) & ~3ull, content = ((uint64_t)header.n_descsz + 3) & ~3ull;
        if (name > end - at || content > end - at - name)
            return false;
        if (is_ours(&header, file, at))
            return take(file, at + name, word, 16);
        at += name + content;
    }
    return false;
}

int dh_elf_check(const char *name, const void *data, size_t size, uint32_t *ret_kind, dh_error *error)
{
    bytes file = {data, size};
    Elf64_Ehdr h;
    if (!take(file, 0, &h, sizeof h) || memcmp(h.e_ident, ELFMAG, SELFMAG))
        return dh_fail(error, DH_ERROR_PLUGIN, "%s: not a shared object (no ELF header)", name);
    if (h.e_ident[EI_CLASS] != ELFCLASS64 || h.e_ident[EI_DATA] != ELFDATA2LSB || h.e_machine != MACHINE)
        return dh_fail(error, DH_ERROR_PLUGIN, "%s: built for another machine: expected ELF machine %d, got %d", name, MACHINE,
                       h.e_machine);
    if (h.e_type != ET_DYN || h.e_phentsize != sizeof(Elf64_Phdr))
        return dh_fail(error, DH_ERROR_PLUGIN, "%s: not a shared object (ELF type %d): link it with -shared", name, h.e_type);
    if (h.e_phnum > MOST_HEADERS)
        return dh_fail(error, DH_ERROR_PLUGIN, "%s: program headers: expected at most %d, got %d: build it again", name,
                       MOST_HEADERS, h.e_phnum);
    uint32_t word[4];
    bool found = false;
    for (unsigned i = 0; i < h.e_phnum && !found; i++) {
        Elf64_Phdr p;
        found = take(file, h.e_phoff + (uint64_t)i * sizeof p, &p, sizeof p) && p.p_type == PT_NOTE &&
                find_note(file, p.p_offset, p.p_filesz, word);
    }
    if (!found)
        return dh_fail(error, DH_ERROR_PLUGIN, "%s: not a Downhill plugin (no note): use DH_OPTIMIZER, DH_SCHEDULE or DH_PROBLEM",
                       name);
    if (word[0] != DH_MAGIC)
        return dh_fail(error, DH_ERROR_PLUGIN, "%s: note: magic: expected 0x%x, got 0x%x: build it again", name, DH_MAGIC,
                       word[0]);
    if (word[1] != DH_ABI_MAJOR || word[3] < DH_KIND_OPTIMIZER || word[3] > DH_KIND_PROBLEM)
        return dh_fail(error, DH_ERROR_PLUGIN, "%s: note: expected ABI major %d, got %u (kind %u): build it again", name,
                       DH_ABI_MAJOR, word[1], word[3]);
    *ret_kind = word[3];
    return 0;
}
