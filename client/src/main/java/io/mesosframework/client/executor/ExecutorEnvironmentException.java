package io.mesosframework.client.executor;

import io.mesosframework.MesosException;
import java.util.List;

/** The environment is not one that a Mesos agent gives its executors; the message names each variable at fault. */
public final class ExecutorEnvironmentException extends MesosException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    ExecutorEnvironmentException(List<String> problems) {
        super("This process was not started by a Mesos agent, or its environment was changed: "
                + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One text for each variable at fault, beginning with its name. */
    public List<String> problems() {
        return problems;
    }
}
