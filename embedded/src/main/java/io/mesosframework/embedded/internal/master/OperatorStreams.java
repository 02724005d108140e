package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.TimeInfo;
import io.mesosframework.protocol.master.Event;
import io.mesosframework.protocol.master.Response;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Operators that listen to what happens (PROTOCOL A71, E35-E41). */
final class OperatorStreams {

    /** One more and the oldest has to go (PROTOCOL E40). */
    static final int MAX_SUBSCRIBERS = 1000;

    private final MasterState state;
    private final OperatorReads reads;

    /** The next heartbeat of each, oldest subscriber first. */
    private final Map<Long, Timers.Timer> subscribers = new LinkedHashMap<>();

    OperatorStreams(MasterState state, OperatorReads reads) {
        this.state = state;
        this.reads = reads;
    }

    void subscribe(long exchange) {
        if (subscribers.size() >= MAX_SUBSCRIBERS) {
            Iterator<Long> oldest = subscribers.keySet().iterator();
            long evicted = oldest.next();
            closed(evicted);
            state.effect(new MasterEffect.EndStream(evicted));
        }
        state.effect(new MasterEffect.OpenOperatorStream(exchange));
        send(
                exchange,
                Event.newBuilder()
                        .setType(Event.Type.SUBSCRIBED)
                        .setSubscribed(Event.Subscribed.newBuilder()
                                .setGetState(reads.state())
                                .setHeartbeatIntervalSeconds(
                                        state.config.heartbeatInterval().toMillis() / 1000.0)));
        heartbeat(exchange);
    }

    /** Whether the stream was an operator's. */
    boolean closed(long exchange) {
        Timers.Timer heartbeat = subscribers.remove(exchange);
        if (heartbeat != null) {
            heartbeat.cancel();
        }
        return heartbeat != null;
    }

    int count() {
        return subscribers.size();
    }

    private void heartbeat(long exchange) {
        send(exchange, Event.newBuilder().setType(Event.Type.HEARTBEAT));
        subscribers.put(
                exchange, state.timers.at(state.now.plus(state.config.heartbeatInterval()), () -> heartbeat(exchange)));
    }

    void taskAdded(FrameworkRecord framework, TaskRecord task) {
        if (!subscribers.isEmpty()) {
            tell(Event.newBuilder()
                    .setType(Event.Type.TASK_ADDED)
                    .setTaskAdded(Event.TaskAdded.newBuilder().setTask(task.describe(framework.id()))));
        }
    }

    /**
     * @param before the state that the task was in
     * @param latest the newest state, which may be ahead of the status
     */
    void taskUpdated(FrameworkID frameworkId, TaskStatus status, TaskState before, TaskState latest) {
        if (!subscribers.isEmpty() && (before != latest || isCheckResult(status))) {
            tell(Event.newBuilder()
                    .setType(Event.Type.TASK_UPDATED)
                    .setTaskUpdated(Event.TaskUpdated.newBuilder()
                            .setFrameworkId(frameworkId)
                            .setStatus(status.toBuilder().clearData())
                            .setState(latest)));
        }
    }

    private static boolean isCheckResult(TaskStatus status) {
        return status.getReason() == TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED
                || status.getReason() == TaskStatus.Reason.REASON_TASK_CHECK_STATUS_UPDATED;
    }

    void frameworkAdded(FrameworkRecord framework) {
        if (!subscribers.isEmpty()) {
            tell(Event.newBuilder()
                    .setType(Event.Type.FRAMEWORK_ADDED)
                    .setFrameworkAdded(Event.FrameworkAdded.newBuilder().setFramework(described(framework))));
        }
    }

    /** A framework whose id was not given by this master is first made up of what is known without it (PROTOCOL B30). */
    void frameworkRecovered(FrameworkRecord framework) {
        if (!subscribers.isEmpty()) {
            TimeInfo never = TimeInfo.newBuilder().setNanoseconds(0).build();
            tell(Event.newBuilder()
                    .setType(Event.Type.FRAMEWORK_ADDED)
                    .setFrameworkAdded(Event.FrameworkAdded.newBuilder()
                            .setFramework(Response.GetFrameworks.Framework.newBuilder()
                                    .setFrameworkInfo(framework.info)
                                    .setActive(false)
                                    .setConnected(false)
                                    .setRecovered(true)
                                    .setRegisteredTime(never)
                                    .setReregisteredTime(never)
                                    .setUnregisteredTime(never))));
        }
    }

    void frameworkUpdated(FrameworkRecord framework) {
        if (!subscribers.isEmpty()) {
            tell(Event.newBuilder()
                    .setType(Event.Type.FRAMEWORK_UPDATED)
                    .setFrameworkUpdated(Event.FrameworkUpdated.newBuilder().setFramework(described(framework))));
        }
    }

    void frameworkRemoved(FrameworkRecord framework) {
        if (!subscribers.isEmpty()) {
            tell(Event.newBuilder()
                    .setType(Event.Type.FRAMEWORK_REMOVED)
                    .setFrameworkRemoved(Event.FrameworkRemoved.newBuilder().setFrameworkInfo(framework.info)));
        }
    }

    void agentAdded(AgentRecord agent) {
        if (!subscribers.isEmpty()) {
            tell(Event.newBuilder()
                    .setType(Event.Type.AGENT_ADDED)
                    .setAgentAdded(Event.AgentAdded.newBuilder().setAgent(reads.agent(agent, Usage.of(state)))));
        }
    }

    /** Only where an agent shut down, was taken down for maintenance, or came back as another (PROTOCOL E38). */
    void agentRemoved(AgentRecord agent) {
        if (!subscribers.isEmpty()) {
            tell(Event.newBuilder()
                    .setType(Event.Type.AGENT_REMOVED)
                    .setAgentRemoved(Event.AgentRemoved.newBuilder().setAgentId(agent.id())));
        }
    }

    /** Without offers and resources, and with a time of its end in any case. */
    private Response.GetFrameworks.Framework described(FrameworkRecord framework) {
        Response.GetFrameworks.Framework.Builder described = reads.framework(framework, new Usage()).toBuilder()
                .clearOffers()
                .clearOfferConstraints();
        if (!described.hasUnregisteredTime()) {
            described.setUnregisteredTime(TimeInfo.newBuilder().setNanoseconds(0));
        }
        return described.build();
    }

    private void tell(Event.Builder event) {
        Event built = event.build();
        List.copyOf(subscribers.keySet())
                .forEach(exchange -> state.effect(new MasterEffect.SendToOperator(exchange, built)));
    }

    private void send(long exchange, Event.Builder event) {
        state.effect(new MasterEffect.SendToOperator(exchange, event.build()));
    }
}
