package io.mesosframework.reference;

import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.scheduler.tasks.TaskReport;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One JSON object a line on stdout, for programs; words for people go to stderr. */
final class JsonReport implements Report {

    private final PrintWriter out;
    private final PrintWriter err;
    private final JsonMapper mapper = JsonMapper.builder().build();

    JsonReport(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void note(String words) {
        err.println("mesosfw: " + Words.visible(words));
        err.flush();
    }

    @Override
    public void transition(SlotTransition transition) {
        Slot after = transition.after();
        Slot before = transition.before();
        if (after == null || !transition.changesState()) {
            return;
        }
        // A slot that only waits has no task to name, though it may have had one.
        SlotTask task = after.state() == SlotState.PENDING ? null : after.task();
        TaskReport report = transition.report();
        ObjectNode line = mapper.createObjectNode()
                .put("event", "task")
                .put("time", transition.at().toString())
                .put("application", after.key().application())
                .put("instance", after.key().index())
                .put("taskId", task == null ? null : task.id())
                .put("agent", task == null ? null : task.agent())
                .put("state", after.state().word())
                .put("previous", before == null ? null : before.state().word());
        line.put("mesosState", report == null ? null : report.state().name());
        line.put("reason", report == null ? null : report.reason());
        line.put("message", report == null || report.message().isEmpty() ? null : report.message());
        putExitCode(line, report);
        if (task != null && task.isGroup()) {
            putTasks(line.putArray("tasks"), task);
        }
        write(line);
    }

    private static void putTasks(ArrayNode array, SlotTask group) {
        for (GroupTask member : group.members()) {
            array.addObject()
                    .put("name", member.name())
                    .put("taskId", member.id())
                    .put("state", member.state().word());
        }
    }

    @Override
    public void waiting(List<Shortfall> slots, Instant now) {
        Report.super.waiting(slots, now);
        slots.forEach(slot -> waiting(slot, now));
    }

    private void waiting(Shortfall shortfall, Instant now) {
        ObjectNode line = mapper.createObjectNode()
                .put("event", "waiting")
                .put("time", now.toString())
                .put("application", shortfall.slot().application())
                .put("instance", shortfall.slot().index());
        putCauses(line, shortfall);
        write(line);
    }

    @Override
    public void retrying(List<Slot> slots, Instant now) {
        Report.super.retrying(slots, now);
        for (Slot slot : slots) {
            ObjectNode line = mapper.createObjectNode()
                    .put("event", "waiting")
                    .put("time", now.toString())
                    .put("application", slot.key().application())
                    .put("instance", slot.key().index())
                    .put("reason", Words.retry(slot, now))
                    .put("agents", 0);
            line.putArray("causes");
            TaskReport last = slot.ending();
            line.put("until", slot.until() == null ? null : slot.until().toString())
                    .put("failures", slot.failures())
                    .put("losses", slot.losses())
                    .put("mesosState", last == null ? null : last.state().name())
                    .put("mesosReason", last == null ? null : last.reason())
                    .put("message", last == null || last.message().isEmpty() ? null : last.message());
            write(line);
        }
    }

    @Override
    public void impossible(Shortfall why, Instant now) {
        Report.super.impossible(why, now);
        ObjectNode line = mapper.createObjectNode()
                .put("event", "impossible")
                .put("time", now.toString())
                .put("application", why.slot().application());
        putCauses(line, why);
        write(line);
    }

    private static void putCauses(ObjectNode line, Shortfall shortfall) {
        line.put("reason", shortfall.text()).put("agents", shortfall.agents());
        ArrayNode causes = line.putArray("causes");
        shortfall
                .causes()
                .forEach(cause -> causes.addObject()
                        .put("reason", cause.reason().name().toLowerCase(Locale.ROOT))
                        .put("rule", cause.rule().isEmpty() ? null : cause.rule())
                        .put("agents", cause.agents())
                        .put("nearest", cause.nearest()));
    }

    private static void putExitCode(ObjectNode line, @Nullable TaskReport report) {
        if (report == null || report.exitCode() == null) {
            line.putNull("exitCode");
        } else {
            line.put("exitCode", report.exitCode());
        }
    }

    @Override
    public void summary(Summary summary) {
        write(mapper.createObjectNode()
                .put("event", "summary")
                .put("finished", summary.finished())
                .put("running", summary.running())
                .put("failed", summary.failed())
                .put("killed", summary.killed())
                .put("pending", summary.pending()));
    }

    private void write(ObjectNode line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
        err.flush();
    }
}
