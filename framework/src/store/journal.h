/* The journal: an append-only file of checksummed frames, the only thing a runner writes while a study runs. What
 * happened is the longest valid prefix of it; results/README.md has its layout.
 *
 * Frame: magic "DHJ1", type, sequence number, payload size, checksum of these fields, checksum of the payload,
 * payload, zero bytes up to a multiple of 8. */
#ifndef DH_STORE_JOURNAL_H
#define DH_STORE_JOURNAL_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum dh_frame_type {
    DH_FRAME_STUDY =
        1,            /* payload: the study's YAML, for people and for provenance; one for each start of the runner */
    DH_FRAME_RUN = 2, /* payload: an encoded dh_record; commits that run */
} dh_frame_type;

typedef struct dh_journal dh_journal;

/* Opens or creates path and locks it (a second runner is told who has it; a dead owner holds nothing). A torn tail is
 * cut off; ret_cut says how many bytes that was. A file that is no journal is refused and left alone. */
int dh_journal_open(const char *path, dh_journal **ret, uint64_t *ret_cut, dh_error *error);

/* The same for reading only: no lock, nothing is cut. */
int dh_journal_open_read(const char *path, dh_journal **ret, dh_error *error);

/* Calls visit for every frame in order; it returns 0 to go on. The payload is valid during the call; `offset` finds
 * the frame again. */
typedef int dh_journal_visit(void *self, dh_frame_type type, const void *payload, size_t size, uint64_t offset);
int dh_journal_each(dh_journal *journal, dh_journal_visit *visit, void *self, dh_error *error);

/* Payload of the frame at an offset that `each` or `append` gave; *ret is heap memory for the caller to free. */
int dh_journal_payload(dh_journal *journal, uint64_t offset, void **ret, size_t *ret_size, dh_error *error);

/* Appends one frame. Syncs to the disk when 100 ms have passed since the last sync (durable: at each call). After a
 * failure the file is cut back to its last whole frame and the journal takes no more: a failed fsync is never tried
 * again. */
int dh_journal_append(dh_journal *journal, dh_frame_type type, const void *payload, size_t size, bool durable,
                      uint64_t *ret_offset, dh_error *error);

int dh_journal_close(dh_journal *journal, dh_error *error); /* syncs what was appended; NULL is fine */

#endif
