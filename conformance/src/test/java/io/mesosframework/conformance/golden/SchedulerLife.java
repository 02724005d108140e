package io.mesosframework.conformance.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.conformance.Tasks;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.InverseOffer;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.Request;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.testing.mesos.RealMesos;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A framework's life with most of the scheduler's calls and events. */
final class SchedulerLife {
    private final GoldenFolder golden;
    private final RealMesos mesos;
    private final String folder;
    private final SchedulerSession session;

    SchedulerLife(GoldenFolder golden, RealMesos mesos, Dialect dialect) {
        this.golden = golden;
        this.mesos = mesos;
        this.folder = "scheduler-" + dialect.word();
        this.session = new SchedulerSession(
                golden,
                folder,
                mesos.master(),
                dialect,
                Tasks.framework("golden-" + dialect.word()).build());
    }

    void record() {
        offersComeAndGo();
        Offer offer = session.events().takeOffer();
        tasksRunAndEnd(offer);
        operations();
        maintenance();
        session.call(
                "update_framework",
                "another failover_timeout; this call is answered when it is done",
                session.call(Call.Type.UPDATE_FRAMEWORK)
                        .setUpdateFramework(Call.UpdateFramework.newBuilder()
                                .setFrameworkInfo(Tasks.framework("golden")
                                        .setId(session.id())
                                        .setFailoverTimeout(90))));
        session.call("teardown", "ends the stream without an event", session.call(Call.Type.TEARDOWN));
        session.ended("the whole life: SUBSCRIBED, HEARTBEAT, OFFERS, UPDATE..., up to the end by TEARDOWN");
    }

    private void offersComeAndGo() {
        Offer offer = session.events().takeOffer();
        session.call(
                "decline",
                "refused for an hour",
                session.call(Call.Type.DECLINE)
                        .setDecline(Call.Decline.newBuilder()
                                .addOfferIds(offer.getId())
                                .setFilters(Filters.newBuilder().setRefuseSeconds(3600))));
        session.call(
                "request",
                "answered, and without effect",
                session.call(Call.Type.REQUEST)
                        .setRequest(Call.Request.newBuilder()
                                .addRequests(Request.newBuilder()
                                        .setAgentId(offer.getAgentId())
                                        .addResources(Tasks.scalar("cpus", 1)))));
        session.call("suppress", "all roles", session.call(Call.Type.SUPPRESS));
        session.call(
                "revive",
                "one role; the declined agent is offered at once",
                session.call(Call.Type.REVIVE)
                        .setRevive(Call.Revive.newBuilder().addRoles(Tasks.ROLE)));
    }

    private void tasksRunAndEnd(Offer offer) {
        session.call(
                "accept",
                "LAUNCH of a long task, a failing one and an impossible one",
                session.call(Call.Type.ACCEPT)
                        .setAccept(Tasks.launch(
                                offer,
                                List.of(
                                        Tasks.command("long", offer, "echo started; sleep 600")
                                                .build(),
                                        Tasks.command("too big", offer, "true")
                                                .clearResources()
                                                .addResources(Tasks.scalar("cpus", 1000))
                                                .build()))));
        session.events().awaitUpdate("too big", TaskState.TASK_ERROR);
        session.acknowledgeUpdate("long", TaskState.TASK_STARTING);
        session.acknowledgeUpdate("long", TaskState.TASK_RUNNING);

        Offer next = session.events().takeOffer();
        session.call(
                "accept",
                "LAUNCH of a task that exits with 3",
                session.call(Call.Type.ACCEPT)
                        .setAccept(Tasks.launch(
                                next,
                                List.of(Tasks.command("failing", next, "echo oops >&2; exit 3")
                                        .build()))));
        session.acknowledgeUpdate("failing", TaskState.TASK_STARTING);
        session.acknowledgeUpdate("failing", TaskState.TASK_RUNNING);
        session.acknowledgeUpdate("failing", TaskState.TASK_FAILED);
        session.call(
                "accept",
                "an offer that is no longer valid: TASK_DROPPED",
                session.call(Call.Type.ACCEPT)
                        .setAccept(Tasks.launch(
                                next,
                                List.of(Tasks.command("late", next, "true").build()))));
        session.events().awaitUpdate("late", TaskState.TASK_DROPPED);
        reconcile(next.getAgentId());
        session.call(
                "kill",
                "the long task",
                session.call(Call.Type.KILL)
                        .setKill(Call.Kill.newBuilder()
                                .setTaskId(TaskID.newBuilder().setValue("long"))));
        session.acknowledgeUpdate("long", TaskState.TASK_KILLING);
        session.acknowledgeUpdate("long", TaskState.TASK_KILLED);
    }

    private void reconcile(AgentID agent) {
        session.call(
                "reconcile",
                "explicit: one running task, one that nobody knows",
                session.call(Call.Type.RECONCILE)
                        .setReconcile(Call.Reconcile.newBuilder()
                                .addTasks(Call.Reconcile.Task.newBuilder()
                                        .setTaskId(TaskID.newBuilder().setValue("long"))
                                        .setAgentId(agent))
                                .addTasks(Call.Reconcile.Task.newBuilder()
                                        .setTaskId(TaskID.newBuilder().setValue("nobody")))));
        session.events().awaitUpdate("long", TaskState.TASK_RUNNING);
        session.events().awaitUpdate("nobody", TaskState.TASK_UNKNOWN);
        session.call(
                "reconcile",
                "implicit: all that the master holds",
                session.call(Call.Type.RECONCILE).setReconcile(Call.Reconcile.getDefaultInstance()));
        session.events().awaitUpdate("long", TaskState.TASK_RUNNING);
    }

    private void operations() {
        session.call("revive", "all roles", session.call(Call.Type.REVIVE));
        Offer offer = session.events().takeOffer();
        OperationID id = OperationID.newBuilder().setValue("reserve half").build();
        session.call(
                "accept",
                "RESERVE with an id, so it is reported",
                session.call(Call.Type.ACCEPT).setAccept(Tasks.reserve(offer, id)));
        Event.UpdateOperationStatus update =
                session.events().await(Event.Type.UPDATE_OPERATION_STATUS).getUpdateOperationStatus();
        assertThat(update.getStatus().getState()).as(update.toString()).isEqualTo(OperationState.OPERATION_FINISHED);
        session.call(
                "reconcile_operations",
                "explicit, before it is acknowledged",
                session.call(Call.Type.RECONCILE_OPERATIONS)
                        .setReconcileOperations(Call.ReconcileOperations.newBuilder()
                                .addOperations(Call.ReconcileOperations.Operation.newBuilder()
                                        .setOperationId(id)
                                        .setAgentId(offer.getAgentId()))));
        session.events().await(Event.Type.UPDATE_OPERATION_STATUS);
        session.call(
                "acknowledge_operation_status",
                "OPERATION_FINISHED",
                session.call(Call.Type.ACKNOWLEDGE_OPERATION_STATUS)
                        .setAcknowledgeOperationStatus(Call.AcknowledgeOperationStatus.newBuilder()
                                .setAgentId(update.getStatus().getAgentId())
                                .setOperationId(id)
                                .setUuid(update.getStatus().getUuid().getValue())));
    }

    private void maintenance() {
        // Both agents are one machine to the master: they share its address.
        schedule(
                "with",
                "[{\"machine_ids\":[{\"hostname\":\"127.0.0.1\",\"ip\":\"127.0.0.1\"}],"
                        + "\"unavailability\":{\"start\":{\"nanoseconds\":4000000000000000000}}}]");
        List<InverseOffer> inverse = session.events()
                .await(Event.Type.INVERSE_OFFERS)
                .getInverseOffers()
                .getInverseOffersList();
        OfferID id = inverse.get(0).getId();
        session.call(
                "accept_inverse_offers",
                "one machine's maintenance",
                session.call(Call.Type.ACCEPT_INVERSE_OFFERS)
                        .setAcceptInverseOffers(
                                Call.AcceptInverseOffers.newBuilder().addInverseOfferIds(id)));
        session.call(
                "decline_inverse_offers",
                "an id that is answered already: no harm",
                session.call(Call.Type.DECLINE_INVERSE_OFFERS)
                        .setDeclineInverseOffers(
                                Call.DeclineInverseOffers.newBuilder().addInverseOfferIds(id)));
        schedule("without", "[]");
    }

    private void schedule(String name, String windows) {
        String call = "{\"type\":\"UPDATE_MAINTENANCE_SCHEDULE\",\"update_maintenance_schedule\":"
                + "{\"schedule\":{\"windows\":" + windows + "}}}";
        RawExchange exchange = RawExchange.send(
                mesos.master(),
                GoldenFolder.post(
                        mesos.master(),
                        "/api/v1",
                        call.getBytes(StandardCharsets.UTF_8),
                        "Content-Type: application/json",
                        "Accept: application/json"));
        golden.record(folder + "/operator-schedule-" + name, "an operator's call of maintenance", exchange);
        assertThat(exchange.status()).as(exchange.text()).isEqualTo(200);
    }
}
