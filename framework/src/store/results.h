/* A results file: HDF5, schema in results/README.md. Written whole to a temporary file, synced and renamed; the same
 * input gives the same bytes. */
#ifndef DH_STORE_RESULTS_H
#define DH_STORE_RESULTS_H

#include "base/table.h"
#include "run/record.h"

/* One line of provenance: a root attribute of the file. */
typedef struct dh_attribute {
    const char *name, *text;
} dh_attribute;

/* What the file says besides the records. */
typedef struct dh_results_head {
    const char *study; /* its name */
    const char *yaml;  /* the study file, verbatim */
    size_t attribute_count;
    const dh_attribute *attribute;
    const dh_table
        *runs; /* labels, one row a run, in plan order: id, problem, dataset, method, optimizer, seed ... */
    const dh_table *problems; /* one row a problem instance */
    const dh_table *plugins;  /* one row a plugin used */
    const dh_table *surface;  /* one row a point of the 2-D problems' surfaces, in their order; NULL: no group */
} dh_results_head;

/* Yields the record of row i of head->runs, decoded into the arena, which is emptied between calls. Called several
 * times for each row; the same row yields the same record. */
typedef int dh_record_source(void *self, size_t row, dh_arena *arena, dh_record *ret, dh_error *error);

int dh_results_write(const char *path, const dh_results_head *head, dh_record_source *source, void *self,
                     dh_error *error);

/* An open results file. runs holds the labels and what the records added (status, cause, ledger, offset, length,
 * ...). */
typedef struct dh_results {
    const char *path, *study, *yaml;
    size_t attribute_count;
    dh_attribute *attribute;
    dh_table runs, problems, plugins;
    size_t history_rows; /* rows of every history column, all runs together */
    size_t surface_rows; /* 0: no problem has a surface, or the file is older than they are */
    size_t history_count;
    const char **history; /* [history_count] names of the history columns */
    struct dh_results_file *file;
} dh_results;

/* Everything lives in the arena; the schema version and the shape of what is read are checked. */
int dh_results_open(const char *path, dh_arena *arena, dh_results *ret, dh_error *error);

/* One history column, [history_rows]; rows offset[i] ... offset[i] + length[i] - 1 are run i's. NULL with an error
 * that names the columns there are when it is missing. */
double *dh_results_history(dh_results *results, const char *column, dh_arena *arena, dh_error *error);

/* Final point of a run: dim doubles, or NULL with *ret_dim 0 when it was not kept. -1 on failure. */
int dh_results_final_x(dh_results *results, size_t run, dh_arena *arena, double **ret, size_t *ret_dim,
                       dh_error *error);

/* A column of /surface, [results->surface_rows]: "x1", "x2" or "f". */
double *dh_results_surface(dh_results *results, const char *column, dh_arena *arena, dh_error *error);

void dh_results_close(dh_results *results);

#endif
