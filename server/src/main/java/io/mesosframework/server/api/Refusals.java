package io.mesosframework.server.api;

import io.mesosframework.scheduler.ApplicationExistsException;
import io.mesosframework.scheduler.DeposedException;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkTerminatedException;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.UnknownApplicationException;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.application.Problem;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.server.Fault;
import io.mesosframework.server.RefusedException;
import io.mesosframework.server.ServerResponse;
import io.mesosframework.storage.StorageException;
import java.util.List;
import java.util.function.Function;

/** Errors of a framework as answers. */
final class Refusals {

    private Refusals() {}

    /** @throws RefusedException with 404 if there is none */
    static Specification found(TaskView tasks, String name) {
        return tasks.specification(name)
                .orElseThrow(() -> new RefusedException(404, "name", "There is no application " + name));
    }

    static RefusedException noSlot(String name) {
        return new RefusedException(404, "slot", "There is no slot " + name);
    }

    /** What a write failed with, as an answer where there is one, or else as it is: then it is a fault of ours. */
    static Throwable of(Throwable cause, Named<?> asked, Framework framework) {
        if (cause instanceof RefusedException) {
            return cause;
        }
        if (cause instanceof InvalidApplicationsException invalid) {
            return invalid(invalid, problem -> asked.path(problem.source(), problem.path()));
        }
        if (cause instanceof UnknownApplicationException) {
            return refused(
                    404,
                    asked,
                    asked.names().stream()
                            .filter(name ->
                                    framework.tasks().specification(name).isEmpty())
                            .toList(),
                    "There is no application ",
                    String.valueOf(cause.getMessage()));
        }
        if (cause instanceof ApplicationExistsException taken) {
            return refused(
                    409,
                    asked,
                    taken.applications(),
                    "There is already an application ",
                    String.valueOf(cause.getMessage()));
        }
        if (cause instanceof StorageException storage) {
            return ofStorage(storage);
        }
        if (cause instanceof FrameworkTerminatedException
                || cause instanceof DeposedException
                || framework.terminated().isDone()) {
            return laterException("This instance runs the framework no more: " + cause.getMessage());
        }
        return cause;
    }

    private static Throwable ofStorage(StorageException storage) {
        return switch (storage.kind()) {
            case UNAVAILABLE, OVERLOADED, CLOSED, LEASE_LOST ->
                laterException("The storage cannot be written just now: " + storage.getMessage()
                        + (storage.outcomeUnknown() ? "; what was asked for may still happen" : ""));
            // The framework ends with it, and says so; whoever asked may find another instance.
            case CORRUPT -> laterException("The storage can be written no more: " + storage.getMessage());
            case INVALID ->
                new RefusedException(413, "The storage does not take so much at once: " + storage.getMessage());
            default -> storage;
        };
    }

    static RefusedException invalid(InvalidApplicationsException invalid, Function<Problem, String> path) {
        return new RefusedException(
                400,
                invalid.problems().stream()
                        .map(problem -> new Fault(path.apply(problem), problem.message()))
                        .toList());
    }

    /** 503, to be asked again in a second. */
    static ServerResponse later(Fault fault) {
        return ServerResponse.faults(503, List.of(fault)).with("Retry-After", "1");
    }

    private static RefusedException laterException(String words) {
        return new RefusedException(later(new Fault(words)), words);
    }

    /** @param otherwise what is said where none of them is known any more */
    private static RefusedException refused(
            int status, Named<?> asked, List<String> names, String words, String otherwise) {
        return names.isEmpty()
                ? new RefusedException(status, otherwise)
                : new RefusedException(
                        status,
                        names.stream()
                                .map(name -> new Fault(asked.path(name, "name"), words + name))
                                .toList());
    }
}
