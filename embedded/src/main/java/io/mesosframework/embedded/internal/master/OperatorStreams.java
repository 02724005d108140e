package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.TimeInfo;
import io.mesosframework.protocol.master.Event;
import io.mesosframework.protocol.master.Response;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Operators that listen to what happens (PROTOCOL A71, E35-E41). */
final class OperatorStreams {

    /** One more and the oldest has to go (PROTOCOL E40). */
    static final int MAX_SUBSCRIBERS = 1000;

    private final MasterState state;
    private final OperatorReads reads;

    /** By their exchanges, oldest first. */
    private final Map<Long, Subscriber> subscribers = new LinkedHashMap<>();

    OperatorStreams(MasterState state, OperatorReads reads) {
        this.state = state;
        this.reads = reads;
    }

    /** Who listens, and when the next heartbeat is due. */
    private record Subscriber(Permissions who, Timers.Timer heartbeat) {}

    void subscribe(long exchange, Permissions who) {
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
                                .setGetState(reads.state(who))
                                .setHeartbeatIntervalSeconds(
                                        state.config.heartbeatInterval().toMillis() / 1000.0)));
        heartbeat(exchange, who);
    }

    /** Whether the stream was an operator's. */
    boolean closed(long exchange) {
        Subscriber gone = subscribers.remove(exchange);
        if (gone != null) {
            gone.heartbeat.cancel();
        }
        return gone != null;
    }

    int count() {
        return subscribers.size();
    }

    private void heartbeat(long exchange, Permissions who) {
        send(exchange, Event.newBuilder().setType(Event.Type.HEARTBEAT));
        Timers.Timer next =
                state.timers.at(state.now.plus(state.config.heartbeatInterval()), () -> heartbeat(exchange, who));
        subscribers.put(exchange, new Subscriber(who, next));
    }

    void taskAdded(FrameworkRecord framework, TaskRecord task) {
        if (!subscribers.isEmpty()) {
            tell(
                    who -> sees(who, framework, task),
                    Event.newBuilder()
                            .setType(Event.Type.TASK_ADDED)
                            .setTaskAdded(Event.TaskAdded.newBuilder().setTask(task.describe(framework.id()))));
        }
    }

    /**
     * @param before the state that the task was in
     * @param task in its newest state, which may be ahead of the status
     */
    void taskUpdated(FrameworkRecord framework, TaskRecord task, TaskStatus status, TaskState before) {
        if (!subscribers.isEmpty() && (before != task.state || isCheckResult(status))) {
            tell(
                    who -> sees(who, framework, task),
                    Event.newBuilder()
                            .setType(Event.Type.TASK_UPDATED)
                            .setTaskUpdated(Event.TaskUpdated.newBuilder()
                                    .setFrameworkId(framework.id())
                                    .setStatus(status.toBuilder().clearData())
                                    .setState(task.state)));
        }
    }

    private static boolean isCheckResult(TaskStatus status) {
        return status.getReason() == TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED
                || status.getReason() == TaskStatus.Reason.REASON_TASK_CHECK_STATUS_UPDATED;
    }

    void frameworkAdded(FrameworkRecord framework) {
        if (!subscribers.isEmpty()) {
            tell(
                    who -> who.sees(framework.info),
                    Event.newBuilder()
                            .setType(Event.Type.FRAMEWORK_ADDED)
                            .setFrameworkAdded(Event.FrameworkAdded.newBuilder().setFramework(described(framework))));
        }
    }

    /** A framework whose id was not given by this master is first made up of what is known without it (PROTOCOL B30). */
    void frameworkRecovered(FrameworkRecord framework) {
        if (!subscribers.isEmpty()) {
            TimeInfo never = TimeInfo.newBuilder().setNanoseconds(0).build();
            tell(
                    who -> who.sees(framework.info),
                    Event.newBuilder()
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
            tell(
                    who -> who.sees(framework.info),
                    Event.newBuilder()
                            .setType(Event.Type.FRAMEWORK_UPDATED)
                            .setFrameworkUpdated(
                                    Event.FrameworkUpdated.newBuilder().setFramework(described(framework))));
        }
    }

    void frameworkRemoved(FrameworkRecord framework) {
        if (!subscribers.isEmpty()) {
            tell(
                    who -> who.sees(framework.info),
                    Event.newBuilder()
                            .setType(Event.Type.FRAMEWORK_REMOVED)
                            .setFrameworkRemoved(
                                    Event.FrameworkRemoved.newBuilder().setFrameworkInfo(framework.info)));
        }
    }

    void agentAdded(AgentRecord agent) {
        if (!subscribers.isEmpty()) {
            Usage usage = Usage.of(state);
            List.copyOf(subscribers.entrySet())
                    .forEach(subscriber -> send(
                            subscriber.getKey(),
                            Event.newBuilder()
                                    .setType(Event.Type.AGENT_ADDED)
                                    .setAgentAdded(Event.AgentAdded.newBuilder()
                                            .setAgent(reads.agent(agent, usage, subscriber.getValue().who)))));
        }
    }

    /** Only where an agent shut down, was taken down for maintenance, or came back as another (PROTOCOL E38). */
    void agentRemoved(AgentRecord agent) {
        if (!subscribers.isEmpty()) {
            tell(
                    who -> true,
                    Event.newBuilder()
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

    private static boolean sees(Permissions who, FrameworkRecord framework, TaskRecord task) {
        return who.sees(task.info, framework.info) && who.sees(framework.info);
    }

    private void tell(Predicate<Permissions> whom, Event.Builder event) {
        Event built = event.build();
        subscribers.forEach((exchange, subscriber) -> {
            if (whom.test(subscriber.who)) {
                state.effect(new MasterEffect.SendToOperator(exchange, built));
            }
        });
    }

    private void send(long exchange, Event.Builder event) {
        state.effect(new MasterEffect.SendToOperator(exchange, event.build()));
    }
}
