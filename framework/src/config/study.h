/* A study file, typed. Every key that the framework itself knows stands in one table a level (study.c, entry.c,
 * rules.c, source.c); what is left in a problem or a method are settings of plugins, which the plan checks against
 * the plugins' own tables. */
#ifndef DH_CONFIG_STUDY_H
#define DH_CONFIG_STUDY_H

#include "config/schema.h"

/* budget: {steps: 1000} {epochs: 50} {gradients: 1e5} {seconds: 10}, at least one; the first to be used up ends the
 * run. */
typedef struct dh_budget {
    uint64_t steps;   /* 0: none, as for all of these */
    double epochs;    /* > 0; may be a fraction */
    double gradients; /* full-gradient equivalents: per-sample gradients / samples */
    double seconds;   /* on the clock (oracle + optimizer); makes results depend on the machine */
} dh_budget;

/* record: {every: 10 steps}  {every: 1 epoch}  {every: 0.5 epochs}  {per_decade: 20}   and   metrics:
 * every|final|none */
typedef enum dh_record_unit { DH_EVERY_STEPS, DH_EVERY_EPOCHS, DH_PER_DECADE } dh_record_unit;
typedef enum dh_metrics_when { DH_METRICS_AUTO, DH_METRICS_EVERY, DH_METRICS_FINAL, DH_METRICS_NONE } dh_metrics_when;
typedef struct dh_recording {
    dh_record_unit unit;     /* default: every 1 epoch */
    double every;            /* > 0; whole for steps and per decade (rows for each factor of ten in steps) */
    dh_metrics_when metrics; /* AUTO: at every row when there is a test or a validation split, otherwise at the end */
} dh_recording;

/* limits: {seconds: 60, memory: 1e9, cost: 1e12} for each run. */
typedef struct dh_limits {
    double seconds; /* wall clock of a run, then it is killed; default 600 */
    double memory;  /* bytes beyond the dataset; default 1 GiB */
    double cost;    /* a larger cost counts as diverged; default 1e100 */
} dh_limits;

/* target: {cost: 0.1} or {gap: 1e-6} (cost - f*), not both: the run ends at the first recorded row that reaches it.
 * NaN: none. A method's `target: {}` takes the study's away. */
typedef struct dh_target {
    double cost, gap;
} dh_target;

/* How the own values of a method read: dh_value_read(document, "batch", dh_choice_at(method->batch, i),
 * &dh_batch_domain, ..). The parser has checked every choice already. Words in the order of the enums. */
typedef enum dh_sampling { DH_SHUFFLE, DH_REPLACEMENT } dh_sampling;
extern const dh_domain dh_rate_domain;     /* lr: >= 0 */
extern const dh_domain dh_batch_domain;    /* a whole number >= 1, or the word "full" (0) */
extern const dh_domain dh_sampling_domain; /* dh_sampling */
extern const dh_domain dh_clip_domain;     /* > 0 */
extern const dh_domain dh_unit_domain;     /* DH_UNIT_STEP, DH_UNIT_EPOCH, DH_UNIT_HORIZON of the public header */

typedef enum dh_data_kind { DH_DATA_NAMED, DH_DATA_FILE, DH_DATA_SYNTHETIC } dh_data_kind;

/* Formats of files and scales of features, each sorted by name; what they mean is said in data/options.h and data/scale.h. */
typedef enum dh_format { DH_FORMAT_CSV, DH_FORMAT_HDF5, DH_FORMAT_IDX, DH_FORMAT_LIBSVM, DH_FORMAT_NPY, DH_FORMAT_COUNT } dh_format;
typedef enum dh_feature_scale { DH_SCALE_MAXABS, DH_SCALE_MINMAX, DH_SCALE_NONE, DH_SCALE_ROWS, DH_SCALE_STANDARD } dh_feature_scale;
extern const char *const dh_format_names[], *const dh_scale_names[]; /* NULL-terminated */

/* How the rows in a file are written down: keys that studies and dataset cards share. */
typedef struct dh_file_spec {
    const char *target;  /* column name or 1-based number; NULL: not said; "none": no target */
    int format;          /* dh_format; -1: the file's ending says */
    int header;          /* 1, 0; -1: not said (1) */
    char delimiter;      /* 0: not said (','); one ASCII character, no letter, digit, quote or . + - */
    int index_base;      /* libsvm: 0 or 1; -1: not said (1) */
    uint64_t features;   /* libsvm, synthetic: 0: not said */
    int sparse;          /* 1, 0; -1: not said (as the format is) */
    int missing;         /* 1: `keep`; 0: `refuse`; -1: not said (0) */
    const char *target_file, *test_file, *test_target_file; /* NULL: none */
    size_t one_hot_count;
    const char *const *one_hot; /* [one_hot_count] columns of labels; "*": all of text */
    size_t map_count;           /* label_map: from [map_count] -> to [map_count], "" leaves the rows out */
    const char *const *map_from, *const *map_to;
    int scale;     /* dh_feature_scale; -1: not said; a number leaves DH_SCALE_NONE */
    double factor; /* that number; 0: none */
    int standardise; /* 1, 0; -1: not said: an older word for scale: standard */
} dh_file_spec;

/* dataset: breast_cancer
 * dataset: {name: breast_cancer, standardise: false, test: 0.2}
 * dataset: {file: mine.csv, target: price, header: false, delimiter: ";", scale: minmax, test: 0.25, split_seed: 3}
 * dataset: {synthetic: line, samples: 100, noise: 1.0, data_seed: 7, ...} */
typedef struct dh_dataset_spec {
    dh_place at;
    const dh_node *node; /* as written */
    dh_data_kind kind;
    const char *source; /* the name, the path as written, or the generator */
    const char *label;  /* short, for charts and columns: name; file name without folder and ending; generator */
    dh_file_spec file;
    double test, validation; /* shares of rows in these splits, [0, 1); default 0 */
    double subsample;        /* >= 1: so many rows; (0, 1): that share; 0: all */
    int stratified;          /* default 0 */
    uint64_t split_seed;     /* default 0 */
    uint64_t data_seed;      /* synthetic: default 0 */
    uint64_t samples, classes, rank; /* synthetic, for those generators that take them; 0: not said */
    double condition, density, flip, margin, noise, spread; /* the same; NaN: not said */
} dh_dataset_spec;

typedef struct dh_problem_entry {
    dh_place at;
    const char *problem; /* plugin name */
    dh_place problem_at;
    const char *label; /* `name:`, or NULL */
    size_t dataset_count;
    dh_dataset_spec *dataset; /* [dataset_count]; 0: none. A list of datasets multiplies */
    size_t start_count;
    double *start;     /* `start:`, or NULL: drawn by the problem from the init stream */
    uint64_t instance; /* `instance:` other random rotations etc. of the same problem; default 0 */
    size_t setting_count;
    dh_setting *setting;
} dh_problem_entry;

/* A method's own keys (`optimizer`, `schedule`, `lr`, `batch`, `sampling`, `clip`) may hold lists, which multiply; so
 * they stay nodes here and the plan expands them. budget, record, target and name do not multiply. */
typedef struct dh_method_entry {
    dh_place at;
    const char *label;        /* `name:`, or NULL */
    const dh_node *optimizer; /* required: name, {name: .., parameter: .., inner: ..}, or a list of these */
    const dh_node *schedule;  /* the same, or NULL: constant */
    const dh_node *lr;        /* number or list; NULL: the optimizer's default */
    const dh_node *batch;     /* number, "full" or list; NULL: full */
    const dh_node *sampling;  /* shuffle | replacement, or list; NULL: shuffle */
    const dh_node *clip;      /* number > 0 or list; NULL: no clipping */
    const dh_node *unit;      /* of the schedule: steps | epochs | horizon, or list; NULL: the schedule's own */
    dh_budget budget;         /* the study's, unless given here; all 0 is impossible */
    dh_recording record;
    dh_target target;
    size_t setting_count;
    dh_setting *setting;
} dh_method_entry;

/* A plugin's file or a folder of plugins, as written; the bytes that the file must have, 64 hexadecimal digits, or NULL. */
typedef struct dh_plugin_file {
    const char *file, *sha256;
} dh_plugin_file;

/* check: [{cells: "adam on *", margin: 0.1, reason: why}, {cells: "* on noisy", ignore: true, reason: why}] */
typedef struct dh_check_rule {
    const char *cells;  /* glob over "METHOD on PROBLEM" */
    const char *reason; /* never empty */
    int ignore;         /* 1: any change is accepted */
    double margin;      /* else: what may get worse, as a share >= 0 */
} dh_check_rule;

typedef struct dh_study {
    dh_document document;
    const char *folder; /* of the study file: relative paths in it start here; "." for none */
    const char *name;   /* `study:`, required: letters, digits and . _ - (not first), at most 100 */
    const char *doc;    /* `doc:`, or "" */
    uint64_t seed;      /* `seed:` of the study, default 0: changes every random number. All seeds are <= 2^53 */
    size_t seed_count;
    uint64_t *seeds; /* `seeds: 10` = 0 ... 9; `seeds: [3, 5]`; default one seed, 0 */
    dh_limits limits;
    size_t plugin_count;
    dh_plugin_file *plugins; /* `plugins:` */
    size_t check_count;
    dh_check_rule *check; /* [check_count] for `downhill check`; no run knows of them */
    size_t problem_count;
    dh_problem_entry *problem; /* [problem_count] >= 1 */
    size_t method_count;
    dh_method_entry *method; /* [method_count] >= 1 */
} dh_study;

/* Everything lives in the arena. Errors name file, line, column, what was expected, what was found, and the nearest
 * key. */
int dh_study_parse(const char *name, const char *source, size_t length, dh_arena *arena, dh_study *ret,
                   dh_error *error);
int dh_study_read(const char *path, dh_arena *arena, dh_study *ret, dh_error *error);

/* The framework's own keys of a problem or a method, sorted, to find the nearest one to a setting that no plugin
 * knows. Fills keys and returns how many. */
enum { DH_MOST_KEYS = 32 };
size_t dh_problem_keys(const char *keys[DH_MOST_KEYS]);
size_t dh_method_keys(const char *keys[DH_MOST_KEYS]);

#endif
