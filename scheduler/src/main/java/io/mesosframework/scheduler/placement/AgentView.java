package io.mesosframework.scheduler.placement;

import io.mesosframework.scheduler.application.AgentField;
import java.util.List;
import java.util.Optional;

/**
 * An agent as a rule or a score of one's own sees it: what is known of it, and what is left of its offers for one role. Valid
 * during the call it is handed to. Amounts are thousandths, as Mesos counts them (PROTOCOL D1).
 */
public interface AgentView {

    /** The agent's id. */
    String id();

    String hostname();

    /** The name of the region of its fault domain. */
    Optional<String> region();

    /** The name of the zone of its fault domain. */
    Optional<String> zone();

    /**
     * The values of a field in words: none where the agent lacks it, several where an attribute is a set, or given several times.
     * Ranges are one value each, as {@code 5-9}.
     */
    List<String> values(AgentField field);

    /** The role that what is left is offered for. */
    String role();

    /** Thousandths of a cpu that are left. */
    long cpusMillis();

    /** Thousandths of a MiB of memory that are left. */
    long memMillis();

    /** Thousandths of a MiB of the root disk that are left. */
    long diskMillis();

    /** Whole gpus that are left. */
    int gpus();

    /** Thousandths that are left of a scalar by its name, such as one that the agent's operator gave it. */
    long millis(String name);

    /** How many slots of the application that is being placed have a task on this agent, those placed just now included. */
    int slotsHere();
}
