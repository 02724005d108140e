package io.mesosframework.embedded.internal.agent;

import io.mesosframework.resources.Resources;
import java.util.HashSet;
import java.util.Locale;

/** What may be otherwise when an agent is started again under its id (PROTOCOL F27). */
public enum ReconfigurationPolicy {
    EQUAL,
    ADDITIVE;

    /**
     * By the name that Mesos' flag has for it.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public static ReconfigurationPolicy of(String name) {
        return switch (name) {
            case "equal" -> EQUAL;
            case "additive" -> ADDITIVE;
            default ->
                throw new IllegalArgumentException(
                        "A reconfiguration policy is 'equal' or 'additive', not '" + name + "'");
        };
    }

    /** Nothing may be taken away, and with EQUAL nothing added. */
    boolean allows(AgentConfig before, AgentConfig now) {
        Resources had = Resources.of(before.resources());
        Resources has = Resources.of(now.resources());
        return switch (this) {
            case EQUAL ->
                has.equals(had)
                        && new HashSet<>(now.attributes()).equals(new HashSet<>(before.attributes()))
                        && now.domain().equals(before.domain());
            case ADDITIVE ->
                has.contains(had)
                        && now.attributes().containsAll(before.attributes())
                        && (before.domain().isEmpty() || now.domain().equals(before.domain()));
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
