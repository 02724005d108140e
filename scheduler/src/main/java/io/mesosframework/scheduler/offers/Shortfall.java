package io.mesosframework.scheduler.offers;

import io.mesosframework.scheduler.tasks.SlotKey;
import java.util.Map;

/**
 * Why a pending slot found no place among the offers last seen.
 *
 * @param slot which
 * @param agents how many agents offered
 * @param reasons for each reason, how many of those agents it ruled out first
 * @param nearest the nearest miss in words, such as {@code "needs 4 cpus, offers 2 (host1, agent a1)"}; empty where no
 *     agent offered
 */
public record Shortfall(SlotKey slot, int agents, Map<Reason, Integer> reasons, String nearest) {

    /** What an agent lacked. */
    public enum Reason {
        CPUS,
        MEM,
        DISK,
        /** Offered for another role. */
        ROLE,
        /** The application's strategy forbids it. */
        STRATEGY
    }

    public Shortfall {
        reasons = Map.copyOf(reasons);
    }

    /** One line for people. */
    public String text() {
        return agents == 0
                ? "no agent has offered anything yet"
                : "fits none of " + agents + (agents == 1 ? " agent" : " agents") + "; nearest: " + nearest;
    }
}
