package io.mesosframework.reference;

/** How a run ended, as the shell sees it. */
enum ExitCode {
    GOAL_REACHED,
    SLOT_FAILED,
    BAD_INPUT,
    REFUSED,
    TIMED_OUT,
    DEPOSED;

    int number() {
        return ordinal();
    }
}
