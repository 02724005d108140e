package io.mesosframework.reference;

/** How a run ended, as the shell sees it. */
enum ExitCode {
    GOAL_REACHED(0),
    SLOT_FAILED(1),
    /** Of {@code storage verify}. */
    UNREADABLE(1),
    BAD_INPUT(2),
    REFUSED(3),
    /** The time-out passed, or a signal came before the goal was reached. */
    GOAL_MISSED(4),
    DEPOSED(5);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
