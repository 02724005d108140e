package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.Update;
import io.mesosframework.storage.Bytes;
import io.mesosframework.structures.Deadlines;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The updates of applications, and the specifications before the present ones. Written by the loop; read by any thread. */
final class Updates {

    /** How many earlier specifications of an application are kept. */
    static final int KEPT = 5;

    private final Map<String, Update> updates = new ConcurrentHashMap<>();
    private final Map<String, List<Specification>> earlier = new ConcurrentHashMap<>();
    private final Deadlines<String> looks = new Deadlines<>();

    /** Takes back what is kept; the latest specification of each application has to be known. */
    void restore(Map<String, Bytes> kept, Map<String, Specification> present) {
        kept.forEach((key, value) -> {
            if (SlotJson.isUpdate(key)) {
                updates.put(SlotJson.applicationOf(key), SlotJson.update(key, value));
            } else if (SlotJson.isEarlier(key)) {
                Specification specification = SlotJson.specification(key, value);
                Specification now = present.get(specification.application().name());
                if (now != null && specification.version() < now.version()) {
                    earlier.merge(specification.application().name(), List.of(specification), Updates::both);
                }
            }
        });
        earlier.replaceAll((application, all) -> withoutPresent(all, present.get(application)));
    }

    /** A rollback that was cut between two commits has the present specification kept as the last of the earlier ones too. */
    private static List<Specification> withoutPresent(List<Specification> all, @Nullable Specification present) {
        Specification last = all.get(all.size() - 1);
        boolean twice = present != null && last.application().equals(present.application());
        return twice ? all.subList(0, all.size() - 1) : all;
    }

    private static List<Specification> both(List<Specification> some, List<Specification> more) {
        List<Specification> all = new ArrayList<>(some);
        all.addAll(more);
        all.sort(Comparator.comparingInt(Specification::version));
        return List.copyOf(all);
    }

    @Nullable
    Update get(String application) {
        return updates.get(application);
    }

    boolean isRolling(String application) {
        Update update = updates.get(application);
        return update != null && update.state() == Update.State.ROLLING;
    }

    /** How many slots there are beyond the instances. */
    int surge(String application) {
        Update update = updates.get(application);
        return update == null ? 0 : update.surge();
    }

    void set(String application, Update update, List<Action> actions) {
        if (!update.equals(updates.put(application, update))) {
            actions.add(SlotJson.persist(application, update));
        }
        if (update.state() != Update.State.ROLLING) {
            looks.clear(application);
        }
    }

    void forget(String application, List<Action> actions) {
        looks.clear(application);
        if (updates.remove(application) != null) {
            actions.add(new Action.Forget(SlotJson.updateKey(application)));
        }
    }

    void lookAgain(String application, Optional<Instant> at) {
        at.ifPresentOrElse(when -> looks.set(application, when), () -> looks.clear(application));
    }

    void lookBy(String application, Instant at) {
        looks.setIfEarlier(application, at);
    }

    /** Has every update that goes on looked at. */
    void lookAtAll(Instant now) {
        updates.forEach((application, update) -> {
            if (update.state() == Update.State.ROLLING) {
                looks.set(application, now);
            }
        });
    }

    List<String> due(Instant now) {
        return looks.due(now);
    }

    Optional<Instant> nextDue() {
        return looks.next();
    }

    // ---- what there was before ----

    List<Specification> earlier(String application) {
        return earlier.getOrDefault(application, List.of());
    }

    /** The specification is followed by another one. */
    void keep(Specification before, List<Action> actions) {
        String application = before.application().name();
        Deque<Specification> all = new ArrayDeque<>(earlier(application));
        all.add(before);
        actions.add(SlotJson.persistEarlier(before));
        while (all.size() > KEPT) {
            actions.add(new Action.Forget(SlotJson.earlierKey(all.remove())));
        }
        earlier.put(application, List.copyOf(all));
    }

    /** The last of them is the present one again. */
    void takeBack(Specification last, List<Action> actions) {
        String application = last.application().name();
        List<Specification> all = new ArrayList<>(earlier(application));
        all.remove(last);
        earlier.put(application, List.copyOf(all));
        actions.add(new Action.Forget(SlotJson.earlierKey(last)));
    }

    void forgetEarlier(String application, List<Action> actions) {
        List<Specification> all = earlier.remove(application);
        if (all != null) {
            all.forEach(one -> actions.add(new Action.Forget(SlotJson.earlierKey(one))));
        }
    }
}
