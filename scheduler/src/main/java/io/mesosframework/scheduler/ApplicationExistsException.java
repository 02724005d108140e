package io.mesosframework.scheduler;

import io.mesosframework.MesosException;
import java.util.List;

/** What was to be created is there already; nothing was changed. */
public final class ApplicationExistsException extends MesosException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> applications;

    /** @param applications the names that are taken, at least one */
    public ApplicationExistsException(List<String> applications) {
        super((applications.size() == 1
                        ? "There is an application of this name already: "
                        : "There are applications of these names already: ")
                + String.join(", ", applications));
        this.applications = List.copyOf(applications);
    }

    /** The names that are taken. */
    public List<String> applications() {
        return applications;
    }
}
