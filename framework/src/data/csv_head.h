/* The head of a CSV file: what stands before its rows and decides how they are read. */
#ifndef DH_DATA_CSV_HEAD_H
#define DH_DATA_CSV_HEAD_H

#include "data/csv.h"
#include "data/csv_field.h"

#include <stddef.h>

typedef struct dh_csv_head {
    size_t columns;
    dh_csv_field *first; /* [columns] fields of the first row */
    const char **name;   /* [columns], or NULL without a header */
    size_t target;       /* its column; == columns: none */
    size_t features;     /* columns but the target; >= 1 */
    size_t *coded;       /* [columns] 0, or for a column of labels its number among these, from 1; NULL: none is */
    size_t coded_count;
} dh_csv_head;

/* Checks the options but for one_hot, and the start of the text, reads the header, finds the target. The reader is then at the first
 * row of data. */
int dh_csv_read_head(dh_csv_reader *reader, const dh_read_options *options, dh_csv_head *ret);

/* Finds the columns of options->one_hot; the reader is at the first row of data and stays there. */
int dh_csv_find_coded(dh_csv_reader *reader, const dh_read_options *options, dh_csv_head *head);

/* Reads what is left of a row, any number of fields, into field (NULL: only counts them). */
int dh_csv_read_fields(dh_csv_reader *reader, dh_csv_field *field, size_t *ret_count);

#endif
