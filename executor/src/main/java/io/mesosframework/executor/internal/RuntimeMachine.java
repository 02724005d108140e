package io.mesosframework.executor.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.client.executor.UpdateNotKeptException;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import io.mesosframework.structures.Deadlines;
import io.mesosframework.utils.TaskStates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An executor of the user's: its tasks, what is owed to the agent, when it ends (PROTOCOL C31-C44, C62-C71). Plain code that is told what
 * happened and answers what to do; every instant comes from the caller. Not thread-safe.
 */
public final class RuntimeMachine implements Turns.Machine<RuntimeInput, RuntimeEffect> {

    /** Of the grace period so much is kept back for the updates of the tasks' ends (PROTOCOL C71). */
    static final Duration SHUTDOWN_RESERVE = Duration.ofSeconds(2);

    /** So much before the grace period is over this executor is gone, lest the agent end it by force. */
    static final Duration LEAD = Duration.ofMillis(500);

    /** How long an executor that ends by itself waits for its last acknowledgements (PROTOCOL C70). */
    static final Duration ACKNOWLEDGEMENT_LIMIT = Duration.ofSeconds(60);

    private final Duration shutdownGrace;
    private final Optional<Duration> idleLimit;
    private final Map<TaskID, TaskLife> tasks = new LinkedHashMap<>();
    private final Deadlines<TaskID> wakes = new Deadlines<>();
    private final Outbox outbox = new Outbox((ticket, status) -> effect(new RuntimeEffect.Send(ticket, status)));

    private FrameworkInfo framework = FrameworkInfo.getDefaultInstance();
    private boolean connectedOnce;
    private int live;
    private long lastTicket;

    private boolean ending;
    private boolean agentGone;
    private boolean finished;
    private Duration killGrace = Duration.ZERO;
    private @Nullable Instant finishAt;
    private @Nullable Instant idleSince;

    private List<RuntimeEffect> effects = new ArrayList<>();

    /**
     * @param shutdownGrace how long the agent waits after SHUTDOWN before it ends the executor by force (PROTOCOL C9)
     * @param idleLimit how long the executor lives without a task; for ever where empty
     */
    public RuntimeMachine(Duration shutdownGrace, Optional<Duration> idleLimit) {
        this.shutdownGrace = shutdownGrace;
        this.idleLimit = idleLimit;
    }

    @Override
    public List<RuntimeEffect> on(RuntimeInput input, Instant now) {
        if (finished) {
            return input instanceof RuntimeInput.Update update
                    ? List.of(new RuntimeEffect.Answer(update.ticket(), refusal("The executor has ended.")))
                    : List.of();
        }
        effects = new ArrayList<>();
        take(input, now);
        if (!finished) {
            afterwards(now);
        }
        return effects;
    }

    private void take(RuntimeInput input, Instant now) {
        if (input instanceof RuntimeInput.Received received) {
            received(received.event());
            effect(new RuntimeEffect.Read());
        } else if (input instanceof RuntimeInput.Connected) {
            connectedOnce = true;
            effect(new RuntimeEffect.TellConnected());
        } else if (input instanceof RuntimeInput.Disconnected lost) {
            effect(new RuntimeEffect.TellDisconnected(lost.cause(), lost.retryIn()));
        } else if (input instanceof RuntimeInput.MustEnd must) {
            mustEnd(must.reason(), now);
        } else if (input instanceof RuntimeInput.Update update) {
            update(update);
        } else if (input instanceof RuntimeInput.Settled settled) {
            settled(settled);
        } else if (input instanceof RuntimeInput.KillAll) {
            killAll(now);
        } else if (input instanceof RuntimeInput.End) {
            end(now);
        } else if (input instanceof RuntimeInput.Wake) {
            wake(now);
        } else {
            ofTask(input, now);
        }
    }

    private void ofTask(RuntimeInput input, Instant now) {
        if (input instanceof RuntimeInput.Begin begin) {
            if (!tasks.containsKey(begin.task())) {
                effect(new RuntimeEffect.Over(begin.task()));
            }
            with(begin.task(), life -> life.begin(begin.process(), now));
        } else if (input instanceof RuntimeInput.Started started) {
            with(started.task(), life -> life.started(now));
        } else if (input instanceof RuntimeInput.StartFailed failed) {
            with(failed.task(), life -> life.startFailed(failed.message()));
        } else if (input instanceof RuntimeInput.LaunchThrew threw) {
            with(threw.task(), life -> life.launchThrew(threw.message()));
        } else if (input instanceof RuntimeInput.Ended ended) {
            with(ended.task(), life -> life.ended(ended.succeeded(), ended.message()));
        } else if (input instanceof RuntimeInput.Probed probed) {
            with(probed.task(), life -> life.probed(probed, now));
        } else if (input instanceof RuntimeInput.Healthy healthy) {
            with(healthy.task(), life -> life.healthy(healthy.healthy()));
        } else if (input instanceof RuntimeInput.Kill kill) {
            with(kill.task(), life -> life.kill(KillGrace.of(kill.policy(), life.info), now));
        }
    }

    /** Does something with a task that has not ended. */
    private void with(TaskID id, Consumer<TaskLife> action) {
        TaskLife life = tasks.get(id);
        if (life == null || !life.isLive()) {
            return;
        }
        action.accept(life);
        if (!life.isLive()) {
            over(life);
        }
        Optional<Instant> next = life.isLive() ? life.nextWake() : Optional.empty();
        next.ifPresentOrElse(at -> wakes.set(id, at), () -> wakes.clear(id));
    }

    private void over(TaskLife life) {
        live--;
        effect(new RuntimeEffect.Over(life.id()));
        forgetIfSettled(life);
    }

    private void forgetIfSettled(TaskLife life) {
        if (!life.isLive() && life.owed == 0) {
            tasks.remove(life.id());
        }
    }

    private void received(Event event) {
        if (event.getType() == Event.Type.SUBSCRIBED) {
            framework = event.getSubscribed().getFrameworkInfo();
        }
        List<TaskInfo> launched = launched(event);
        if (ending && !launched.isEmpty()) {
            launched.forEach(this::refuse);
            return;
        }
        launched.forEach(this::know);
        effect(new RuntimeEffect.Tell(event));
    }

    static List<TaskInfo> launched(Event event) {
        return switch (event.getType()) {
            case LAUNCH -> List.of(event.getLaunch().getTask());
            case LAUNCH_GROUP -> event.getLaunchGroup().getTaskGroup().getTasksList();
            default -> List.of();
        };
    }

    private TaskLife know(TaskInfo task) {
        TaskLife known = tasks.get(task.getTaskId());
        if (known != null && known.isLive()) {
            return known; // no agent launches a task twice
        }
        TaskLife life = new TaskLife(task, new Voice());
        tasks.put(life.id(), life);
        live++;
        effect(new RuntimeEffect.Known(task));
        return life;
    }

    /** It came too late, and has done nothing: for whoever can tell, that is not the task's failure. */
    private void refuse(TaskInfo task) {
        TaskState state = has(Capability.Type.PARTITION_AWARE) ? TaskState.TASK_DROPPED : TaskState.TASK_LOST;
        TaskStatus status = TaskStatus.newBuilder()
                .setTaskId(task.getTaskId())
                .setState(state)
                .setMessage("The executor was about to end as the task came")
                .build();
        TaskLife life = know(task);
        life.told(status, true);
        outbox.add(life, --lastTicket, status);
        over(life);
    }

    // ---- updates ----

    /** Through which tasks speak. */
    private final class Voice implements TaskLife.Sink {

        @Override
        public void tell(TaskStatus status) {
            TaskLife life = tasks.get(status.getTaskId());
            if (life != null) {
                outbox.add(life, --lastTicket, status);
            }
        }

        @Override
        public void effect(RuntimeEffect effect) {
            RuntimeMachine.this.effect(effect);
        }

        @Override
        public boolean hasKillingState() {
            return has(Capability.Type.TASK_KILLING_STATE);
        }
    }

    private boolean has(Capability.Type type) {
        return framework.getCapabilitiesList().stream().anyMatch(capability -> capability.getType() == type);
    }

    private void update(RuntimeInput.Update update) {
        TaskStatus status = update.status();
        TaskLife life = tasks.get(status.getTaskId());
        boolean terminal = TaskStates.isTerminal(status.getState());
        String id = status.getTaskId().getValue();
        if (life == null || !life.isLive()) {
            refuse(update, "There is no task " + id + " here, or it has ended; of such the agent passes nothing on.");
        } else if (terminal && life.isRunHere()) {
            refuse(update, "Task " + id + " is run here: its end is told when it ends. Kill it to end it.");
        } else if (status.getState() == TaskState.TASK_KILLING && !has(Capability.Type.TASK_KILLING_STATE)) {
            refuse(update, "The framework has not declared TASK_KILLING_STATE, so it does not know TASK_KILLING.");
        } else if (outbox.isFull()) {
            refuse(
                    update,
                    "There are " + (Outbox.IN_FLIGHT + Outbox.USERS_WAITING)
                            + " updates without acknowledgement already; is the agent gone?");
        } else {
            life.told(status, terminal);
            outbox.add(life, update.ticket(), status);
            if (terminal) {
                over(life);
            }
        }
    }

    private void refuse(RuntimeInput.Update update, String why) {
        effect(new RuntimeEffect.Answer(update.ticket(), refusal(why)));
    }

    private static MesosException refusal(String why) {
        return new UpdateNotKeptException(why);
    }

    private void settled(RuntimeInput.Settled settled) {
        outbox.settled(settled.ticket()).ifPresent(this::forgetIfSettled);
        if (settled.ticket() > 0) {
            effect(new RuntimeEffect.Answer(settled.ticket(), settled.error()));
        }
    }

    // ---- the end ----

    private void mustEnd(ShutdownReason reason, Instant now) {
        agentGone |= reason.kind() != ShutdownReason.Kind.REQUESTED;
        ending = true;
        killGrace = atLeastZero(shutdownGrace.minus(SHUTDOWN_RESERVE));
        finishAt = now.plus(atLeastZero(shutdownGrace.minus(LEAD)));
        effect(new RuntimeEffect.TellShutdown(reason));
    }

    private static Duration atLeastZero(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private void killAll(Instant now) {
        List.copyOf(tasks.keySet())
                .forEach(id -> with(id, life -> {
                    if (finishAt == null) {
                        life.kill(KillGrace.of(life.info), now);
                    } else {
                        life.kill(killGrace, now);
                    }
                }));
    }

    private void end(Instant now) {
        if (!ending) {
            ending = true;
            killAll(now);
        }
    }

    private void wake(Instant now) {
        for (var due = wakes.pollDue(now); due.isPresent(); due = wakes.pollDue(now)) {
            with(due.get(), life -> life.wake(now));
        }
    }

    /** What follows from where things stand. */
    private void afterwards(Instant now) {
        if (ending && live == 0) {
            if (outbox.isEmpty() || agentGone) {
                finish();
                return;
            }
            if (finishAt == null) {
                finishAt = now.plus(ACKNOWLEDGEMENT_LIMIT);
            }
        }
        if (finishAt != null && !now.isBefore(finishAt)) {
            finish();
            return;
        }
        if (live > 0 || !outbox.isEmpty() || !connectedOnce || ending) {
            idleSince = null;
        } else if (idleSince == null) {
            idleSince = now;
        } else if (idleLimit.isPresent() && !now.isBefore(idleSince.plus(idleLimit.get()))) {
            finish();
        }
    }

    private void finish() {
        finished = true;
        effect(new RuntimeEffect.Finish(agentGone || live > 0 || !outbox.isEmpty() ? 1 : 0));
    }

    @Override
    public Optional<Instant> nextWake() {
        if (finished) {
            return Optional.empty();
        }
        Optional<Instant> idle = Optional.ofNullable(idleSince).flatMap(since -> idleLimit.map(since::plus));
        return Stream.of(Optional.ofNullable(finishAt), idle, wakes.next())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private void effect(RuntimeEffect effect) {
        effects.add(effect);
    }
}
