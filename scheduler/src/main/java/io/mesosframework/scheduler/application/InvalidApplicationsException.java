package io.mesosframework.scheduler.application;

import io.mesosframework.MesosException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Applications that cannot be accepted as they are described. Carries every fault that was found, not only the first; its
 * message lists them, one a line, each with its path.
 */
public final class InvalidApplicationsException extends MesosException {

    private static final long serialVersionUID = 1L;

    private final String source;
    private final transient List<Problem> problems;

    /**
     * @param source where the description came from, such as a file name; empty when it was made in code
     * @param problems at least one
     */
    public InvalidApplicationsException(String source, List<Problem> problems) {
        super(describe(source, problems));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an InvalidApplicationsException needs at least one problem");
        }
        this.source = source;
        this.problems = List.copyOf(problems);
    }

    /** Where the description came from, such as a file name; empty when it was made in code. */
    public String source() {
        return source;
    }

    /** The faults in the order in which the document has them; never empty. */
    public List<Problem> problems() {
        return problems;
    }

    private static String describe(String source, List<Problem> problems) {
        String where = source.isEmpty() ? "" : source + ": ";
        if (problems.size() == 1) {
            return where + problems.get(0);
        }
        return problems.stream()
                .map(problem -> "\n  " + problem)
                .collect(Collectors.joining("", where + problems.size() + " problems", ""));
    }
}
