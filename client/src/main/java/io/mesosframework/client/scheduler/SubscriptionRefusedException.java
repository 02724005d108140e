package io.mesosframework.client.scheduler;

import io.mesosframework.MesosException;

/**
 * The master has refused the subscription, or ended it with an ERROR event, for a reason that trying again does not mend:
 * a FrameworkInfo that is not valid, a role that is not allowed, a principal that is not authorized (PROTOCOL A54, B10).
 */
public final class SubscriptionRefusedException extends MesosException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param master who refused it
     * @param reason Mesos' own words
     */
    public SubscriptionRefusedException(String master, String reason) {
        super("The master at " + master + " refused the subscription: " + reason);
        this.reason = reason;
    }

    /** Mesos' own words. */
    public String reason() {
        return reason;
    }
}
