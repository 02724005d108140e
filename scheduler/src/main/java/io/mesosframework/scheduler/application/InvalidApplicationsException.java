package io.mesosframework.scheduler.application;

import io.mesosframework.MesosException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Applications that cannot be accepted as they are described. Carries every fault that was found, not only the first; its
 * message lists them, one a line, each with its source and path.
 */
public final class InvalidApplicationsException extends MesosException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** @param problems at least one */
    public InvalidApplicationsException(List<Problem> problems) {
        super(describe(problems));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an InvalidApplicationsException needs at least one problem");
        }
        this.problems = List.copyOf(problems);
    }

    InvalidApplicationsException(String path, String message) {
        this(List.of(new Problem(path, message)));
    }

    /** The faults, those of one document and of one application together; never empty. */
    public List<Problem> problems() {
        return problems;
    }

    private static String describe(List<Problem> problems) {
        if (problems.size() == 1) {
            return line(problems.get(0));
        }
        return problems.stream()
                .map(problem -> "\n  " + line(problem))
                .collect(Collectors.joining("", problems.size() + " problems", ""));
    }

    private static String line(Problem problem) {
        return problem.source().isEmpty() ? problem.toString() : problem.source() + ": " + problem;
    }
}
