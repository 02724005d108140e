package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.application.GroupInfos;
import io.mesosframework.scheduler.internal.placement.AgentFacts;
import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.PastTransition;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.KillIntent;
import io.mesosframework.scheduler.tasks.Slot.LeftTask;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotExecutor;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.TaskReport;
import io.mesosframework.scheduler.tasks.Update;
import java.time.Instant;
import java.util.List;

/** Something of every kind that a framework keeps, with every field in at least one of them. */
final class RecordSamples {

    /** @param read what is read where {@code kept} was written */
    record Sample(String name, Action.Persist kept, Object read) {}

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final TaskReport ENDING =
            new TaskReport(TaskState.TASK_FAILED, "REASON_COMMAND_EXECUTOR_FAILED", "Command exited with status 3", 3);

    private RecordSamples() {}

    static List<Sample> all() {
        return List.of(
                application("application", specification()),
                new Sample("earlier", SlotJson.persistEarlier(specification()), specification()),
                application("application-deleted", new Specification(small(), 1, 1, 1, true)),
                slot("slot-pending", pending()),
                slot("slot-running", running()),
                slot("slot-group", group()),
                slot("slot-ports", withPorts(running())),
                slot("slot-group-ports", withPorts(group())),
                slot("slot-waiting", waiting()),
                update(),
                reservation(),
                agent());
    }

    private static Sample application(String name, Specification specification) {
        return new Sample(name, SlotJson.persist(specification), specification);
    }

    private static Sample slot(String name, Slot slot) {
        return new Sample(name, SlotJson.persist(slot), slot);
    }

    private static Application small() {
        return ApplicationJson.parse("""
                {"name": "small", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "true"}}""", "small").get(0);
    }

    private static Specification specification() {
        return new Specification(ApplicationJson.parse("""
                {"name": "web", "instances": 3, "resources": {"cpu": 0.5, "mem": 64, "disk": {"size": 10}},
                 "command": {"cmd": "sleep 9", "environment": {"A": "1"}},
                 "labels": {"a": "b"}, "restart": "always", "retry": {"time": "2s", "total_retries": 4}}""", "web").get(0), 7, 5, 6, false);
    }

    private static Slot pending() {
        return new Slot(
                new SlotKey("web", 0), 1, SlotState.PENDING, TIME, null, 0, 0, null, null, null, List.of(), null);
    }

    private static Slot running() {
        SlotTask task =
                new SlotTask("web.1.abc", "S1", "host", "host:5051", TIME, TIME.plusSeconds(1), TaskState.TASK_RUNNING);
        List<PastTransition> history = List.of(
                new PastTransition(TIME, null, SlotState.PENDING, null, null, null, null, ""),
                new PastTransition(
                        TIME.plusSeconds(1),
                        SlotState.PENDING,
                        SlotState.RUNNING,
                        task.id(),
                        "S1",
                        TaskState.TASK_RUNNING,
                        "REASON_X",
                        "why"));
        return new Slot(
                new SlotKey("web", 1),
                7,
                SlotState.RUNNING,
                TIME.plusSeconds(1),
                task.withExecutor(new SlotExecutor("web.1.x", List.of(cpus()))),
                0,
                0,
                null,
                KillIntent.REPLACE,
                null,
                history,
                new LeftTask(new SlotTask("web.1.old", "S2", "other", "other:5051", TIME, null, null), 6));
    }

    private static Slot group() {
        String id = "pod.0.abc";
        List<GroupTask> members = List.of(
                new GroupTask("a", GroupInfos.taskId(id, "a"), true, TaskState.TASK_RUNNING, true, null),
                new GroupTask("b", GroupInfos.taskId(id, "b"), false, TaskState.TASK_FAILED, null, ENDING));
        SlotTask task = new SlotTask(id, "S1", "host", "host:5051", TIME, null, TaskState.TASK_STARTING, members);
        return new Slot(
                new SlotKey("pod", 0),
                2,
                SlotState.STARTING,
                TIME,
                task,
                0,
                0,
                TIME.plusSeconds(60),
                null,
                null,
                List.of(),
                null);
    }

    private static Slot withPorts(Slot slot) {
        SlotTask task = slot.currentTask();
        return slot.withTask(
                task.isGroup()
                        ? task.withMembers(List.of(
                                task.members().get(0).withPorts(List.of(31000, 31001)),
                                task.members().get(1)))
                        : task.withPorts(List.of(80, 31005)));
    }

    private static Slot waiting() {
        return new Slot(
                new SlotKey("web", 2),
                7,
                SlotState.WAITING,
                TIME,
                null,
                2,
                1,
                TIME.plusSeconds(30),
                null,
                ENDING,
                List.of(),
                null);
    }

    private static Sample update() {
        Update update = new Update(7, Update.State.HALTED, TIME, TIME.plusSeconds(9), 2, 1, "slot 1 failed");
        return new Sample("update", SlotJson.persist("web", update), update);
    }

    private static Sample reservation() {
        SlotReservation reservation = new SlotReservation(
                "r1",
                new SlotKey("db", 0),
                "data",
                "volume-1",
                SlotReservation.Stage.RESERVING,
                "S1",
                "host",
                TIME,
                2,
                List.of(new SlotReservation.Operation("o1", SlotReservation.Kind.RESERVE)));
        return new Sample("reservation", ReservationJson.persist(reservation), reservation);
    }

    private static Sample agent() {
        AgentFacts facts = new AgentFacts(
                "S1",
                "host",
                "host:5051",
                "eu",
                "eu-1",
                List.of(
                        attribute("rack")
                                .setType(Value.Type.TEXT)
                                .setText(Value.Text.newBuilder().setValue("r1"))
                                .build(),
                        attribute("weight")
                                .setType(Value.Type.SCALAR)
                                .setScalar(Value.Scalar.newBuilder().setValue(1.5))
                                .build(),
                        attribute("tags")
                                .setType(Value.Type.SET)
                                .setSet(Value.Set.newBuilder().addItem("x"))
                                .build(),
                        attribute("ports")
                                .setType(Value.Type.RANGES)
                                .setRanges(Value.Ranges.newBuilder()
                                        .addRange(Value.Range.newBuilder()
                                                .setBegin(1)
                                                .setEnd(9)))
                                .build()));
        return new Sample("agent", AgentJson.persist(facts), facts);
    }

    private static Attribute.Builder attribute(String name) {
        return Attribute.newBuilder().setName(name);
    }

    private static Resource cpus() {
        return Resource.newBuilder()
                .setName("cpus")
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(0.5))
                .build();
    }
}
