package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import io.mesosframework.storage.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which reservations there are, by all that they are looked up by; each change is an action that keeps it. Look-ups of one or of all by any
 * thread, all else for the loop alone.
 */
final class ReservationTable {

    private final Map<String, SlotReservation> byId = new ConcurrentSkipListMap<>();
    private final Map<SlotKey, String> claims = new ConcurrentHashMap<>();
    private final Map<String, Integer> applications = new HashMap<>();
    private final Map<String, Integer> roles = new HashMap<>();
    private final Map<String, Integer> releasingRoles = new HashMap<>();
    private final List<Action> actions = new ArrayList<>();
    private final Set<String> freed = new LinkedHashSet<>();

    /** Takes back what was kept. */
    void restore(Map<String, Bytes> kept) {
        kept.forEach((key, value) -> {
            if (ReservationJson.isReservation(key)) {
                enter(ReservationJson.read(key, value));
            }
        });
    }

    private void enter(SlotReservation reservation) {
        SlotReservation before = byId.put(reservation.id(), reservation);
        if (before == null) {
            applications.merge(reservation.slot().application(), 1, Integer::sum);
            roles.merge(reservation.role(), 1, Integer::sum);
        }
        boolean released = reservation.stage() == Stage.RELEASING;
        if (!released) {
            claims.put(reservation.slot(), reservation.id());
        } else if (before == null || before.stage() != Stage.RELEASING) {
            claims.remove(reservation.slot(), reservation.id());
            releasingRoles.merge(reservation.role(), 1, Integer::sum);
        }
    }

    void put(SlotReservation reservation) {
        enter(reservation);
        actions.add(ReservationJson.persist(reservation));
    }

    void remove(SlotReservation present) {
        byId.remove(present.id());
        claims.remove(present.slot(), present.id());
        countDown(applications, present.slot().application());
        countDown(roles, present.role());
        if (!applications.containsKey(present.slot().application())) {
            freed.add(present.slot().application());
        }
        if (present.stage() == Stage.RELEASING) {
            countDown(releasingRoles, present.role());
        }
        actions.add(ReservationJson.forget(present));
    }

    private static void countDown(Map<String, Integer> counts, String key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }

    /** The changes since this was last asked, and what else was {@linkplain #add added}, in order. */
    List<Action> takeActions() {
        if (actions.isEmpty()) {
            return List.of();
        }
        List<Action> taken = List.copyOf(actions);
        actions.clear();
        return taken;
    }

    /** Something to be done after the changes so far. */
    void add(Action action) {
        actions.add(action);
    }

    /** The applications that have given back the last of what they kept. */
    Set<String> takeFreed() {
        if (freed.isEmpty()) {
            return Set.of();
        }
        Set<String> taken = Set.copyOf(freed);
        freed.clear();
        return taken;
    }

    boolean keepsFor(String application) {
        return applications.containsKey(application);
    }

    Set<String> roles() {
        return Collections.unmodifiableSet(roles.keySet());
    }

    Set<String> releasingRoles() {
        return Collections.unmodifiableSet(releasingRoles.keySet());
    }

    boolean hasClaim(SlotKey slot) {
        return claims.containsKey(slot);
    }

    Optional<SlotReservation> claim(SlotKey slot) {
        String id = claims.get(slot);
        return id == null ? Optional.empty() : get(id);
    }

    Optional<SlotReservation> get(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Set<String> ids() {
        return Collections.unmodifiableSet(byId.keySet());
    }

    Collection<SlotReservation> all() {
        return List.copyOf(byId.values());
    }
}
