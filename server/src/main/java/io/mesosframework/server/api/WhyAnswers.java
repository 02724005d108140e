package io.mesosframework.server.api;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.TaskReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Why slots do not run. */
final class WhyAnswers {

    private static final List<SlotState> OTHERS = List.of(SlotState.WAITING, SlotState.UNREACHABLE, SlotState.FAILED);

    private WhyAnswers() {}

    /**
     * A slot that does not run.
     *
     * @param why in a line
     * @param shortfall what agents lacked for it; null where it is not pending
     */
    record Waiting(
            SlotKey slot,
            SlotState state,
            String why,
            @Nullable Shortfall shortfall) {}

    /** By application and index: pending ones, and those that wait, are out of sight or have failed. */
    static List<Waiting> waiting(Framework framework, Optional<String> application) {
        List<Waiting> all = new ArrayList<>();
        framework.shortfalls().stream()
                .filter(shortfall -> isOf(shortfall.slot(), application))
                .map(shortfall -> new Waiting(shortfall.slot(), SlotState.PENDING, shortfall.text(), shortfall))
                .forEach(all::add);
        TaskView tasks = framework.tasks();
        for (SlotState state : OTHERS) {
            tasks.slotsIn(state).stream()
                    .filter(slot -> isOf(slot.key(), application))
                    .map(slot -> new Waiting(slot.key(), state, words(slot), null))
                    .forEach(all::add);
        }
        all.sort(Comparator.comparing(Waiting::slot));
        return all;
    }

    private static boolean isOf(SlotKey slot, Optional<String> application) {
        return application.isEmpty() || application.get().equals(slot.application());
    }

    private static String words(Slot slot) {
        TaskReport ending = slot.ending();
        String ended = ending == null ? "its task has ended" : ending.toString();
        return switch (slot.state()) {
            case WAITING -> ended + "; tried again at " + slot.until();
            case UNREACHABLE ->
                "its agent is out of the master's sight since " + slot.since()
                        + (slot.until() == null ? "" : "; replaced at " + slot.until());
            default -> ended;
        };
    }

    static ObjectNode slot(Waiting waiting) {
        ObjectNode node = Json.object();
        node.put("slot", waiting.slot().toString());
        node.put("state", waiting.state().word());
        node.put("why", waiting.why());
        Shortfall shortfall = waiting.shortfall();
        if (shortfall != null) {
            node.put("agents", shortfall.agents());
            node.put("narrowed", shortfall.narrowed());
            ArrayNode causes = node.putArray("causes");
            for (Shortfall.Cause cause : shortfall.causes()) {
                causes.addObject()
                        .put("reason", cause.reason().name().toLowerCase(Locale.ROOT))
                        .put("rule", cause.rule())
                        .put("agents", cause.agents())
                        .put("nearest", cause.nearest())
                        .put("nearness", cause.nearness());
            }
        }
        return node;
    }
}
