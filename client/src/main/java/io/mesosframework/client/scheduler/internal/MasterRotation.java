package io.mesosframework.client.scheduler.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Which master to try next: those configured, in turn, and the last one that led, which may be known from a redirect only.
 */
final class MasterRotation {

    private final List<Target> configured;
    private List<Target> candidates;
    private int next;

    MasterRotation(List<Target> configured) {
        this.configured = configured;
        this.candidates = configured;
    }

    Target current() {
        return candidates.get(next);
    }

    /** The one just tried was of no use. */
    void advance() {
        next = (next + 1) % candidates.size();
    }

    /** {@code leader} has taken a subscription: it is the first to try should that be lost. */
    void leads(Target leader) {
        for (int i = 0; i < configured.size(); i++) {
            if (configured.get(i).origin().equals(leader.origin())) {
                candidates = configured;
                next = i;
                return;
            }
        }
        List<Target> extended = new ArrayList<>(configured);
        extended.add(leader);
        candidates = List.copyOf(extended);
        next = configured.size();
    }
}
