package io.mesosframework.scheduler.application;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gathers faults while a value is put together, so that all of them can be told at once. */
final class Problems {

    private final List<Problem> found = new ArrayList<>();

    void add(String path, String message) {
        found.add(new Problem(path, message));
    }

    /** Adds the fault if there is one: the rules in {@link Rules} answer null for a good value. */
    void check(String path, @Nullable String fault) {
        if (fault != null) {
            add(path, fault);
        }
    }

    /** The value made, or null after taking over, below {@code path}, the faults that kept it from being made. */
    <T> @Nullable T make(String path, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (InvalidApplicationsException e) {
            e.problems().forEach(problem -> found.add(problem.below(path)));
            return null;
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Problem> asList() {
        return List.copyOf(found);
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidApplicationsException(found);
        }
    }
}
