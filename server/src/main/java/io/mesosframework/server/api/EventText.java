package io.mesosframework.server.api;

import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.tasks.ApplicationChange;
import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.TaskReport;
import io.mesosframework.scheduler.tasks.Update;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event as the stream shows it.
 *
 * @param name the event's type
 * @param data JSON on one line
 */
record EventText(String name, String data) {

    /** In the form of Server-Sent Events. */
    byte[] encode(String id) {
        return ("id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode at(Instant time) {
        return Json.object().put("time", time.toString());
    }

    private static EventText of(String name, ObjectNode data) {
        return new EventText(name, Json.text(data));
    }

    static EventText slot(SlotTransition transition) {
        Slot after = transition.after();
        Slot before = transition.before();
        // A slot that only waits has no task to name, though it may have had one.
        Slot.SlotTask task = after == null || after.state() == SlotState.PENDING ? null : after.task();
        TaskReport report = transition.report();
        ObjectNode data = at(transition.at())
                .put("application", transition.key().application())
                .put("instance", transition.key().index())
                .put("state", after == null ? null : after.state().word())
                .put("previous", before == null ? null : before.state().word())
                .put("version", after == null ? null : after.version())
                .put("taskId", task == null ? null : task.id())
                .put("agent", task == null ? null : task.agent())
                .put("hostname", task == null ? null : task.hostname())
                .put("mesosState", report == null ? null : report.state().name())
                .put("reason", report == null ? null : report.reason())
                .put("message", report == null || report.message().isEmpty() ? null : report.message())
                .put("exitCode", report == null ? null : report.exitCode());
        if (task != null) {
            SlotAnswers.putPorts(data, task.ports());
        }
        if (task != null && task.isGroup()) {
            ArrayNode tasks = data.putArray("tasks");
            for (GroupTask member : task.members()) {
                ObjectNode told = tasks.addObject()
                        .put("name", member.name())
                        .put("taskId", member.id())
                        .put("state", member.state().word());
                SlotAnswers.putPorts(told, member.ports());
            }
        }
        return of("slot", data);
    }

    static EventText application(ApplicationChange change) {
        Specification after = change.after();
        ObjectNode data = at(change.at())
                .put("application", change.name())
                .put("change", word(change.before(), after))
                .put("version", after == null ? null : after.version())
                .put("instances", after == null ? null : after.application().instances());
        Update update = change.update();
        if (update != null) {
            data.putObject("rollout")
                    .put("version", update.version())
                    .put("state", update.state().name().toLowerCase(Locale.ROOT))
                    .put("ready", update.ready())
                    .put("surge", update.surge())
                    .put("why", update.why());
        }
        return of("application", data);
    }

    private static String word(@Nullable Specification before, @Nullable Specification after) {
        if (after == null) {
            return "removed";
        } else if (before == null) {
            return "created";
        } else if (after.deleted()) {
            return "deleted";
        } else if (after.version() == before.version()) {
            return "rollout";
        }
        return after.updateVersion() == before.updateVersion() ? "scaled" : "updated";
    }

    static EventText subscription(SubscriptionState state, Instant now) {
        if (state instanceof SubscriptionState.Subscribed subscribed) {
            return of(
                    "subscription",
                    at(now).put("subscribed", true)
                            .put(
                                    "framework",
                                    subscribed.event().getFrameworkId().getValue())
                            .put("master", subscribed.event().getMasterInfo().getHostname()));
        }
        SubscriptionState.Disconnected lost = (SubscriptionState.Disconnected) state;
        return of(
                "subscription",
                at(now).put("subscribed", false)
                        .put("message", lost.cause().getMessage())
                        .put("retryMillis", lost.retryIn().toMillis()));
    }

    static EventText leader(boolean leading, Optional<ApiLeader> leader, Instant now) {
        ObjectNode data = at(now).put("leading", leading);
        data.set("leader", Json.of(leader));
        return of("leader", data);
    }

    static EventText reset(String why, Instant now) {
        return of("reset", at(now).put("message", why));
    }
}
