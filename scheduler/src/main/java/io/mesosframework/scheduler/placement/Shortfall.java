package io.mesosframework.scheduler.placement;

import io.mesosframework.scheduler.tasks.SlotKey;
import java.util.List;

/**
 * Why a pending slot has found no place so far, by the last offers of each agent that has offered within the hour.
 *
 * @param slot which
 * @param agents how many agents these are
 * @param narrowed whether the master is asked only for agents that satisfy what it can see of the application's filters and hard
 *     constraints (PROTOCOL B37 to B44), so that no others may be among them
 * @param causes what ruled agents out, the nearest miss first; each agent counts once, by the first cause that holds for it
 */
public record Shortfall(SlotKey slot, int agents, boolean narrowed, List<Cause> causes) {

    public Shortfall {
        causes = List.copyOf(causes);
    }

    /** Where the master is asked for all agents. */
    public Shortfall(SlotKey slot, int agents, List<Cause> causes) {
        this(slot, agents, false, causes);
    }

    /** What an agent lacked. */
    public enum Reason {
        CPUS,
        MEM,
        DISK,
        PORTS,
        GPUS,
        /** A resource to which an operator gave a name of its own. */
        RESOURCE,
        /** Waits for what is kept for the slot on its agent, or is being reserved there. */
        RESERVATION,
        /** Offered for another role. */
        ROLE,
        /** An attribute does not pass a filter. */
        FILTER,
        /** A constraint does not hold there, or not yet. */
        CONSTRAINT,
        /** The application's strategy forbids it. */
        STRATEGY,
        /** A rule of the framework's own forbids it. */
        RULE,
        /** The framework's own score failed there. */
        SCORE,
        /** A place was found, but what sees a task before it is launched has failed, or the task could not be made. */
        LAUNCH
    }

    /**
     * One cause.
     *
     * @param reason its kind
     * @param rule the filter, constraint or rule in words, or the name of the resource; empty for the other kinds
     * @param agents how many agents it ruled out
     * @param nearest the nearest miss in words, such as {@code "needs 4 cpus, offers 2 (host1, agent a1)"}
     * @param nearness how much of what is needed the nearest covers, 0 to 1; 1 where it is no matter of amounts, -1 for another role
     */
    public record Cause(Reason reason, String rule, int agents, String nearest, double nearness) {}

    /** Of a slot that waits for what is kept for it, wherever there may be room. */
    public static Shortfall waiting(SlotKey slot, String words) {
        return new Shortfall(slot, 1, false, List.of(new Cause(Reason.RESERVATION, "", 1, words, 1)));
    }

    /** Of a slot for which a place was found, but no task could be launched there. */
    public static Shortfall launchFailed(SlotKey slot, String words) {
        return new Shortfall(slot, 1, false, List.of(new Cause(Reason.LAUNCH, "", 1, words, 1)));
    }

    private static boolean isOfTheSlot(Reason reason) {
        return reason == Reason.RESERVATION || reason == Reason.LAUNCH;
    }

    /** One line for people. */
    public String text() {
        if (!causes.isEmpty() && isOfTheSlot(causes.get(0).reason())) {
            return causes.get(0).nearest();
        }
        if (agents == 0 || causes.isEmpty()) {
            return narrowed
                    ? "no agent that suits its filters and constraints has offered anything yet"
                    : "no agent has offered anything yet";
        }
        return "fits none of " + agents + (agents == 1 ? " agent" : " agents") + "; nearest: "
                + causes.get(0).nearest();
    }
}
