package io.mesosframework.reference;

import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a table says of applications and of slots, a row each. For one thread. */
final class TableRows {

    static final String APPLICATIONS = String.format(Locale.ROOT, "%-20s %6s  %s", "APPLICATION", "SLOTS", "STATES");
    static final String SLOTS =
            String.format(Locale.ROOT, "%-20s %-12s %7s  %-16s %s", "SLOT", "STATE", "FOR", "AGENT", "TASK");

    /** Of a slot's row, what stands before why it waits. */
    private static final int BEFORE_WHY = 43;

    private static final String IMPOSSIBLE = "impossible";

    private final Supplier<TaskView> tasks;

    /** Why slots are pending, as last told. */
    private final Map<SlotKey, String> reasons = new HashMap<>();

    /** The applications that no agent could ever hold, and why. */
    private final Map<String, String> obstacles = new HashMap<>();

    TableRows(Supplier<TaskView> tasks) {
        this.tasks = tasks;
    }

    /** Whether a row so wide does not show all of it. */
    static boolean isCut(Shortfall why, int columns) {
        return Math.max(BEFORE_WHY, why.slot().toString().length() + BEFORE_WHY - 20)
                        + why.text().length()
                > columns;
    }

    void waits(Shortfall why) {
        reasons.put(why.slot(), Words.visible(why.text()));
    }

    void waitsNoMore(SlotKey slot) {
        reasons.remove(slot);
    }

    void impossible(Shortfall why) {
        String nearest =
                why.causes().isEmpty() ? why.text() : why.causes().get(0).nearest();
        obstacles.put(why.slot().application(), Words.visible(nearest));
    }

    /** Whether others were so before. */
    boolean impossibleNow(Set<String> applications) {
        return obstacles.keySet().retainAll(applications);
    }

    List<String> applications() {
        List<String> rows = new ArrayList<>();
        for (Specification specification : tasks.get().specifications()) {
            String name = specification.application().name();
            Map<SlotState, Integer> counts = new EnumMap<>(SlotState.class);
            List<Slot> slots = tasks.get().slotsOf(name);
            slots.forEach(slot -> counts.merge(slot.state(), 1, Integer::sum));
            String states = counts.entrySet().stream()
                    .map(entry -> entry.getValue() + " " + word(name, entry.getKey()))
                    .collect(Collectors.joining(", "));
            rows.add(String.format(Locale.ROOT, "%-20s %6d  %s", name, slots.size(), states));
        }
        return rows;
    }

    private String word(String application, SlotState state) {
        return state == SlotState.PENDING && obstacles.containsKey(application) ? IMPOSSIBLE : state.word();
    }

    /** So many of them, with a word on the others. */
    List<String> slots(Collection<Slot> slots, int room, Instant now) {
        return limited(slots.stream().limit(room).map(slot -> row(slot, now)).toList(), slots.size(), room, "");
    }

    /** Where not all of so many rows fit, the last one says how many more there are. */
    static List<String> limited(List<String> rows, int all, int room, String what) {
        if (all <= room) {
            return rows;
        }
        List<String> some = new ArrayList<>(rows.subList(0, Math.max(0, room - 1)));
        some.add("... and " + (all - some.size()) + " more" + what);
        return some;
    }

    private String row(Slot slot, Instant now) {
        String start = String.format(
                Locale.ROOT,
                "%-20s %-12s %7s  ",
                slot.key(),
                word(slot.key().application(), slot.state()),
                age(Duration.between(slot.since(), now)));
        SlotTask task = slot.task();
        return switch (slot.state()) {
            case PENDING -> start + why(slot);
            case WAITING -> start + Words.visible(Words.retry(slot, now));
            default -> task == null ? start : start + String.format(Locale.ROOT, "%-16s %s", agent(task), task.id());
        };
    }

    private String why(Slot slot) {
        String obstacle = obstacles.get(slot.key().application());
        return obstacle != null ? obstacle : reasons.getOrDefault(slot.key(), "");
    }

    /** The host, and the number at the end of the agent's id, as several agents may share a host. */
    private static String agent(SlotTask task) {
        return task.hostname() + " " + task.agent().substring(task.agent().lastIndexOf('-') + 1);
    }

    static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        return seconds < 60
                ? seconds + "s"
                : seconds < 3600
                        ? seconds / 60 + "m" + seconds % 60 + "s"
                        : seconds / 3600 + "h" + seconds / 60 % 60 + "m";
    }
}
