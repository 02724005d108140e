package io.mesosframework.storage;

/** What became of a transaction. */
public sealed interface CommitResult {

    /** All writes are made. */
    record Committed() implements CommitResult {}

    /**
     * A precondition did not hold, and nothing was written.
     *
     * @param key of the first precondition that did not hold
     * @param expected the version it required; 0 for absent
     * @param actual the version found; 0 for absent
     */
    record Conflict(String key, long expected, long actual) implements CommitResult {}
}
