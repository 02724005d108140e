package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.application.UpdatePolicy;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.Update;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an update once: which tasks of other versions give way now. Those that are not up go first, as that costs nothing; the
 * others only as far as enough tasks are up, those of surge slots among them. A surge slot is a slot like any other, with an index
 * from the number of instances on, that goes away when the update is done; so no slot ever has two tasks.
 */
final class Rollout {

    /** After a subscription began, for so long a deadline that passed before is not held against the update. */
    private static final Duration CATCHING_UP = Duration.ofMinutes(1);

    /**
     * What to do.
     *
     * @param update how it stands now
     * @param replace the slots whose tasks give way now
     * @param lookAgain when to look again even if nothing happens
     */
    record Step(Update update, List<Slot> replace, Optional<Instant> lookAgain) {}

    private final Specification specification;
    private final UpdatePolicy policy;
    private final Instant now;
    private final @Nullable Instant subscribedAt;
    private final List<Slot> outdated = new ArrayList<>();
    private int onTheirWay;
    private int ready;
    private int surgeReady;
    private @Nullable Slot failed;
    private @Nullable Instant nextReady;

    private Rollout(Specification specification, @Nullable Instant subscribedAt, Instant now) {
        this.specification = specification;
        this.policy = specification.application().lifecycle().update();
        this.subscribedAt = subscribedAt;
        this.now = now;
    }

    /** Whether the slot's task is to give way to one of another version. */
    static boolean isOutdated(Slot slot, Specification specification) {
        return slot.state().hasTask() && slot.version() != specification.taskVersion();
    }

    /** @param subscribedAt when the present subscription began; null where there is none, and no deadline passes */
    static Step look(
            Specification specification, Update update, List<Slot> slots, @Nullable Instant subscribedAt, Instant now) {
        Rollout rollout = new Rollout(specification, subscribedAt, now);
        slots.forEach(rollout::count);
        return rollout.step(update);
    }

    private void count(Slot slot) {
        if (slot.intent() == Slot.KillIntent.REMOVE) {
            return;
        }
        boolean surges = slot.key().index() >= specification.application().instances();
        if (isOutdated(slot, specification)) {
            if (slot.intent() != null) {
                onTheirWay++;
            } else {
                outdated.add(slot);
            }
        } else if (slot.state() == SlotState.FAILED) {
            failed = slot;
        } else if (isReady(slot)) {
            surgeReady += surges ? 1 : 0;
            ready++;
        } else if (!surges) {
            onTheirWay++;
        }
    }

    private boolean isReady(Slot slot) {
        if (slot.state().isDone()) {
            return true;
        }
        if (slot.intent() != null || !isUp(slot)) {
            return false;
        }
        Instant counts = slot.since().plus(policy.minHealthyTime());
        if (counts.isAfter(now)) {
            nextReady = nextReady == null || counts.isBefore(nextReady) ? counts : nextReady;
            return false;
        }
        return true;
    }

    private boolean isUp(Slot slot) {
        return switch (slot.state()) {
            case HEALTHY -> true;
            case RUNNING -> !specification.application().isChecked();
            default -> false;
        };
    }

    private Step step(Update before) {
        Update update = ready > before.ready() ? before.progressed(ready, now) : before;
        if (failed != null) {
            return new Step(update.halted("slot " + failed.key() + " failed"), List.of(), Optional.empty());
        }
        if (outdated.isEmpty() && onTheirWay == 0) {
            return new Step(update.done(), List.of(), Optional.empty());
        }
        Optional<Instant> deadline = deadline(update);
        if (deadline.isPresent() && !deadline.get().isAfter(now)) {
            String why = "no further task was up within "
                    + policy.deadline().toString().substring(2).toLowerCase(Locale.ROOT);
            return new Step(update.halted(why), List.of(), Optional.empty());
        }
        int budget = Math.max(0, policy.maxUnavailable() + surgeReady - onTheirWay);
        List<Slot> replace = outdated.stream()
                .sorted(Comparator.comparing(this::isUp))
                .limit(budget)
                .toList();
        Optional<Instant> lookAgain =
                Stream.concat(deadline.stream(), Stream.ofNullable(nextReady)).min(Comparator.naturalOrder());
        return new Step(update, replace, lookAgain);
    }

    private Optional<Instant> deadline(Update update) {
        if (subscribedAt == null) {
            return Optional.empty();
        }
        Instant plain = update.progressed().plus(policy.deadline());
        Instant caughtUp = subscribedAt.plus(CATCHING_UP);
        return Optional.of(plain.isAfter(caughtUp) ? plain : caughtUp);
    }
}
