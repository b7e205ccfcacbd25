/* LIBSVM, or svmlight: a line "label index:value index:value ... # comment" for each row; what is not named is 0. Strict: one
 * number as label, indices ascend, values are finite. Zeros that are written are left out; so are lines without a label. */
#ifndef DH_DATA_LIBSVM_H
#define DH_DATA_LIBSVM_H

#include "data/options.h"
#include "data/rows.h"

/* Parses text [length] (a NUL follows it) into sparse rows. Errors are "name:line:column: ...". All of *ret lives in the arena. */
int dh_libsvm_parse(const char *name, const char *text, size_t length, const dh_read_options *options, dh_arena *arena,
                    dh_rows *ret, dh_error *error);

#endif
