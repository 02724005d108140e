package io.mesosframework.client.scheduler.internal;

import io.mesosframework.client.scheduler.MasterDetector;
import io.mesosframework.client.scheduler.NoMasterKnownException;
import io.mesosframework.http.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * Which master to try next: those detected, in turn, and the last one that led, which may be known from a redirect only and is
 * forgotten when others are detected.
 */
final class MasterRotation {

    private final MasterDetector detector;
    private List<Origin> detected = List.of();
    private List<Target> candidates = List.of();
    private int next;

    MasterRotation(MasterDetector detector) {
        this.detector = detector;
    }

    /** @throws NoMasterKnownException if there is none to try */
    Target current() {
        List<Origin> known = known();
        if (!known.equals(detected)) {
            detected = known;
            candidates = known.stream().map(Target::new).toList();
            next = 0;
        }
        if (candidates.isEmpty()) {
            throw new NoMasterKnownException("No master is known at present.", null);
        }
        return candidates.get(next);
    }

    private List<Origin> known() {
        try {
            return List.copyOf(detector.masters());
        } catch (RuntimeException | LinkageError e) {
            throw new NoMasterKnownException("The master detector failed: " + e, e);
        }
    }

    /** The one just tried was of no use. */
    void advance() {
        next = candidates.isEmpty() ? 0 : (next + 1) % candidates.size();
    }

    /** {@code leader} has taken a subscription: it is the first to try should that be lost. */
    void leads(Target leader) {
        int place = detected.indexOf(leader.origin());
        candidates = new ArrayList<>(detected.stream().map(Target::new).toList());
        if (place < 0) {
            candidates.add(leader);
        }
        next = place < 0 ? detected.size() : place;
    }
}
