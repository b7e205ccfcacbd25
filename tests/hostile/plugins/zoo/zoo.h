/* The zoo: faults by name, each a function that a plugin calls at a moment of its choice. zoo.tsv says how each must
 * end. A new one: FAULT(name) in the file where it belongs, a word here, a row there. */
#ifndef ZOO_H
#define ZOO_H

#include <downhill/optimizer.h>

#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What a fault can reach. All but `when` may be NULL. */
typedef struct zoo_place {
    double *x, *state;
    const dh_step *call;
    double when; /* 0 */
} zoo_place;

typedef void zoo_fault(const zoo_place *at);

#define FAULT(NAME) void zoo_##NAME(__attribute__((unused)) const zoo_place *at)

/* clang-format off */
#define ZOO(X) \
    X(aborts) X(adds_filter) X(adds_mode) X(alarms) X(aligns) X(asks_for_ever) X(asserts) X(becomes_root) \
    X(before_state) X(before_x) X(behind_state) X(behind_x) X(blocks_and_opens) X(blocks_signals) X(calls_i386) \
    X(calls_unknown) X(calls_x32) X(changes_clock) X(changes_environment) X(changes_folder) X(changes_gradient) \
    X(changes_limits) X(changes_locale) X(changes_mask) X(changes_name) X(changes_owner) X(changes_priority) \
    X(changes_processor) X(changes_rights) X(changes_scheduler) X(claims_end_and_crashes) X(claims_end_and_hangs) \
    X(clones) X(clones_anew) X(closes_all) X(closes_ranges) X(connects) X(copies_descriptor) X(counts_events) \
    X(cuts_everything) X(cuts_file) X(deaf) X(divides) X(divides_least) X(ends_thread) X(enters_namespace) \
    X(enters_root) X(exits) X(exits_as_guard) X(exits_at_once) X(exits_into_loop) X(exits_quickly) X(faults_at_will) \
    X(fills_record) X(fills_x87) X(floods) X(flushes) X(fork_bombs) X(forks) X(forks_lightly) X(frees_twice) \
    X(frees_x) X(goes_backwards) X(grows_record) X(halts) X(handles_signals) X(hoards_and_hangs) X(hoards_heap) \
    X(hoards_maps) X(hoards_shared) X(ignores_signals) X(ill) X(infinite) X(jumps_far) X(jumps_into_data) \
    X(jumps_nowhere) X(jumps_out) X(keeps_gradient) X(keeps_key) X(kills_all) X(kills_by_handle) X(kills_group) \
    X(kills_itself) X(kills_parent) X(kills_thread) X(kills_thread_of) X(leaves_group) X(leaves_session) \
    X(leaves_thread) X(links_file) X(links_softly) X(listens) X(lists_folder) X(loads_module) X(loads_program) \
    X(locks_itself) X(locks_memory) X(loops) X(makes_folder) X(makes_memory_file) X(makes_pair) X(makes_pipe_file) \
    X(makes_timer) X(maps_everything) X(mounts) X(moves_fs) X(moves_signal_stack) X(not_a_number) X(opens_anew) \
    X(opens_events) X(opens_handle) X(opens_pipes) X(opens_polls) X(opens_process) X(opens_queue) X(opens_ring) \
    X(opens_socket) X(opens_timer) X(oracle_into_x) X(oracle_over_data) X(outlives) X(past_memory) X(past_state) \
    X(past_x) X(pauses) X(polls) X(queues_signal) X(raises_alarm) X(raises_child) X(raises_forbidden) X(raises_kill) \
    X(raises_out_of_time) X(raises_real_time) X(raises_segv) X(raises_stop) X(raises_term) X(reads_environment) \
    X(reads_everywhere) X(reads_file) X(reads_parent) X(reads_process) X(reboots) X(recurses) X(removes_file) \
    X(renames_file) X(renumbers_descriptor) X(rounds) X(runs_program) X(sends_away) X(sets_timer) X(shares_by_name) \
    X(shares_memory) X(shortens) X(sleeps) X(spoils_return) X(stack_far) X(starts_thread) X(state_not_a_number) \
    X(stops_at_trap) X(takes_descriptor) X(talks_to_ports) X(thread_bombs) X(traced) X(traces) X(traps_numbers) \
    X(tunes_heap) X(types) X(unaligned) X(unmaps_code) X(unmaps_record) X(unmaps_stack) X(unmaps_x) X(unmasks) \
    X(waits) X(watches_file) X(widens_record) X(writes_code) X(writes_everywhere) X(writes_file) X(writes_memory) \
    X(writes_null) X(writes_process) X(yields)
/* clang-format on */

#define ZOO_DECLARE(NAME) zoo_fault zoo_##NAME;
ZOO(ZOO_DECLARE)

/* Doubles of state that the optimizer has. */
size_t zoo_state_size(const zoo_place *at);

/* For the tables of plugins: the parameter `fault`, its choices, what they do. */
#define ZOO_NAME(NAME) #NAME,
#define ZOO_ACT(NAME) zoo_##NAME,
#define ZOO_PARAM                                                          \
    {                                                                      \
        "fault", "what goes wrong", 0, 0, 0, DH_CHOICE, 0, 0, 0, zoo_names \
    }
#define ZOO_TABLES                                               \
    static const char *const zoo_names[] = {ZOO(ZOO_NAME) NULL}; \
    static zoo_fault *const zoo_acts[] = {ZOO(ZOO_ACT)};

#endif
