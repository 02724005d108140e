package io.mesosframework.utils;

import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The time that a framework lives in: what it is, and what waits for it. That of the machine, unless a test brings another one,
 * which can go as fast as all that is to happen in it.
 */
public interface TimeSource {

    /** Tells the time, which never goes back. */
    InstantSource clock();

    /** Runs what is due, one after the other and in the order of this time. Nothing on it blocks; it stays its owner's to shut down. */
    ScheduledExecutorService executor();
}
