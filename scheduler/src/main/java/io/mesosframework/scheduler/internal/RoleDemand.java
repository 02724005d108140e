package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Keeps each role suppressed while nothing waits for its offers and revives it when something does, as rarely as
 * possible: a REVIVE is sent only where the role is suppressed or a filter may hide what a new wish could use, and at
 * most once a second a role. For the loop alone.
 */
final class RoleDemand {

    private static final Duration BETWEEN_REVIVES = Duration.ofSeconds(1);

    private static final class Role {
        boolean suppressed;
        /** Whether the master's books may differ from these. */
        boolean unsure;

        boolean everSuppressed;

        /** Whether someone wants its offers by hand, whatever the slots want. */
        boolean byHand;

        boolean filtered;
        boolean newWish;
        Instant mayRevive = Instant.MIN;
    }

    private final Map<String, Role> roles = new TreeMap<>();

    RoleDemand(Set<String> names) {
        names.forEach(name -> roles.put(name, new Role()));
    }

    /**
     * A subscription begins with no filter (PROTOCOL B109), and with those roles suppressed of which the client says so
     * (PROTOCOL B27): which these are depends on the answers that came before the last one ended.
     */
    void subscribed() {
        roles.values().forEach(role -> {
            role.unsure = role.everSuppressed;
            role.filtered = false;
            role.newWish = false;
        });
    }

    /** Offers were declined with a filter. */
    void filtered(String name) {
        ifKnown(name).ifPresent(role -> role.filtered = true);
    }

    /** A slot began to wait for an offer. */
    void wished(String name) {
        ifKnown(name).ifPresent(role -> role.newWish = true);
    }

    /** Someone revived these roles by hand, all of them, where none is named: they stay so until suppressed by hand. */
    void revived(Set<String> names) {
        named(names).forEach(role -> {
            role.byHand = true;
            role.suppressed = false;
            role.unsure = false;
            role.filtered = false;
        });
    }

    /** Someone suppressed these roles by hand; all of them, where none is named. */
    void suppressed(Set<String> names) {
        named(names).forEach(role -> {
            role.byHand = false;
            role.suppressed = true;
            role.everSuppressed = true;
        });
    }

    /** Whether someone wants its offers by hand. */
    boolean isByHand(String name) {
        return ifKnown(name).filter(role -> role.byHand).isPresent();
    }

    /** The roles that want no offers, as far as these books know. */
    List<String> suppressed() {
        return roles.entrySet().stream()
                .filter(entry -> entry.getValue().suppressed)
                .map(Map.Entry::getKey)
                .toList();
    }

    private Stream<Role> named(Collection<String> names) {
        return roles.entrySet().stream()
                .filter(entry -> names.isEmpty() || names.contains(entry.getKey()))
                .map(Map.Entry::getValue);
    }

    /** A REVIVE of these roles, all of them, where none is named, did not get through: it is to be made again. */
    void reviveFailed(Collection<String> names) {
        named(names).forEach(role -> {
            role.suppressed = true;
            role.newWish = true;
        });
    }

    /** A SUPPRESS of these roles, all of them, where none is named, did not get through. */
    void suppressFailed(Collection<String> names) {
        named(names).forEach(role -> role.suppressed = false);
    }

    List<Action> balance(Predicate<String> wanted, Instant now) {
        List<Action> actions = new ArrayList<>();
        roles.forEach((name, role) -> {
            if (!wanted.test(name)) {
                role.newWish = false;
                if (!role.byHand && (!role.suppressed || role.unsure)) {
                    role.suppressed = true;
                    role.everSuppressed = true;
                    role.unsure = false;
                    actions.add(new Action.Suppress(Set.of(name)));
                }
            } else if (needsRevive(role) && !role.mayRevive.isAfter(now)) {
                role.suppressed = false;
                role.unsure = false;
                role.filtered = false;
                role.newWish = false;
                role.mayRevive = now.plus(BETWEEN_REVIVES);
                actions.add(new Action.Revive(Set.of(name)));
            }
        });
        return actions;
    }

    Optional<Instant> nextDue(Predicate<String> wanted) {
        return roles.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()) && needsRevive(entry.getValue()))
                .map(entry -> entry.getValue().mayRevive)
                .min(Instant::compareTo);
    }

    private static boolean needsRevive(Role role) {
        return role.suppressed || role.unsure || (role.filtered && role.newWish);
    }

    private Optional<Role> ifKnown(String name) {
        return Optional.ofNullable(roles.get(name));
    }
}
