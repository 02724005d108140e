package io.mesosframework.reference;

import io.mesosframework.scheduler.tasks.Slot;
import java.util.Collection;
import java.util.Set;

/** How many slots ended how, and how many have not. */
record Summary(int finished, int running, int failed, int killed, int pending) {

    /** @param hopeless applications whose pending slots count as failed */
    static Summary of(Collection<Slot> slots, Set<String> hopeless) {
        int finished = 0;
        int running = 0;
        int failed = 0;
        int killed = 0;
        int pending = 0;
        for (Slot slot : slots) {
            switch (slot.state()) {
                case FINISHED -> finished++;
                case RUNNING, HEALTHY -> running++;
                case FAILED, GONE -> failed++;
                case KILLED -> killed++;
                case PENDING -> {
                    if (hopeless.contains(slot.key().application())) {
                        failed++;
                    } else {
                        pending++;
                    }
                }
                default -> pending++;
            }
        }
        return new Summary(finished, running, failed, killed, pending);
    }

    @Override
    public String toString() {
        return finished + " finished, " + running + " running, " + failed + " failed, " + killed + " killed, " + pending
                + " pending";
    }
}
