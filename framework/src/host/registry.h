/* Which plugins there are: folders and files -> cards. Files are read, hashed, copied to sealed memory and checked as ELF
 * here; their code runs only in the worker that `probe` asks. */
#ifndef DH_HOST_REGISTRY_H
#define DH_HOST_REGISTRY_H

#include "host/card.h"

typedef struct dh_candidate {
    const char *path; /* absolute */
    const char *name; /* file name without .so */
    uint32_t kind;    /* from its ELF note */
    char sha256[65];
    bool flushes;     /* it holds code that sets the floating-point mode when it is loaded */
    int fd;           /* sealed copy */
} dh_candidate;

/* Loads candidates in workers, one process each, and hands back the encoded card, or the sentence why there is none. */
typedef struct dh_probe_answer {
    dh_buffer card;  /* empty: refused */
    char reason[2048];
} dh_probe_answer;
typedef int dh_probe(void *self, const dh_candidate *candidate, size_t count, dh_probe_answer *answer, dh_error *error);

typedef struct dh_rejected {
    const char *path, *reason;
} dh_rejected;

/* A plugin that was not loaded: all that is known is what its file is called. */
typedef struct dh_unread {
    const char *name;
    uint32_t kind;
} dh_unread;

typedef struct dh_registry {
    size_t count;
    dh_plugin_card *card; /* [count], sorted by kind, then name */
    size_t unread_count;
    dh_unread *unread;    /* [unread_count] */
    size_t rejected_count;
    dh_rejected *rejected; /* [rejected_count] files that look like plugins and cannot be used */
} dh_registry;

/* Where to look: a folder or a file; a file may be pinned to the bytes that it must have. */
typedef struct dh_look {
    const char *path, *sha256; /* NULL: any */
} dh_look;

/* Scans `look` [count], folders (their *.so and those of their folders optimizers, schedules, problems) or files, in this order.
 * mention NULL: everything is loaded; otherwise, of the files in those three folders, only those whose names occur in this text.
 * A name that two files of one kind claim is an error naming both; so are other bytes than the pinned ones. Files that others may
 * write to, or that belong to a stranger, are rejected. Everything but the fds lives in the arena; after a
 * failure no fd is open. */
int dh_registry_scan(const dh_look *look, size_t count, const char *mention, dh_probe *probe, void *self, dh_arena *arena,
                     dh_registry *ret, dh_error *error);

const dh_plugin_card *dh_registry_find(const dh_registry *registry, uint32_t kind, const char *name);

/* The name nearest to a wrong one, loaded or not, or NULL. */
const char *dh_registry_nearest(const dh_registry *registry, uint32_t kind, const char *name);

void dh_registry_finish(dh_registry *registry); /* closes the fds */

#endif
