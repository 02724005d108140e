package io.mesosframework.client.scheduler;

import io.mesosframework.MesosException;

/**
 * The master has removed the framework for good, after a TEARDOWN or because it was away for longer than its
 * {@code failover_timeout} (PROTOCOL A68, B19). Its tasks are dead and its id cannot be used again.
 */
public final class FrameworkRemovedException extends MesosException {

    private static final long serialVersionUID = 1L;

    /**
     * @param frameworkId the id that is of no use any more
     * @param reason Mesos' own words
     */
    public FrameworkRemovedException(String frameworkId, String reason) {
        super("The master has removed framework " + frameworkId + ": " + reason
                + ". Its tasks are gone; to go on, subscribe without an id and get a new one."
                + " Mesos removes a framework that has been away for its failover_timeout; where that is 0, as soon as its"
                + " connection ends.");
    }
}
