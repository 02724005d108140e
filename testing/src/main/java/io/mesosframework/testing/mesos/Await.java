package io.mesosframework.testing.mesos;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.testing.mesos.internal.MasterView;
import io.mesosframework.testing.mesos.internal.Watch;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Waits for what a master knows, without sleeping: on the embedded Mesos it looks again whenever something has happened
 * there. With virtual time the time is moved on meanwhile, so that a wait of an hour takes milliseconds. What does not come
 * within the limit, 10 s if none is given, or an hour of virtual time, is an {@link AssertionError} that tells in some lines
 * what the master knows instead. While no master leads, as during a failover, the wait goes on. It ends at once, by an
 * {@link AssertionError} too, when the thread is interrupted, which it still is then.
 *
 * <pre>{@code
 * await(mesos).taskState("web-1", TaskState.TASK_RUNNING);
 * await(mesos).atMost(Duration.ofMinutes(1)).offers(3);
 * }</pre>
 */
public final class Await {

    private final Watch watch;
    private final Duration limit;

    private Await(Watch watch, Duration limit) {
        this.watch = watch;
        this.limit = limit;
    }

    /** On a cluster of any mode but {@link MesosCluster.Mode#SCRIPTED}, which has {@link ScriptedMaster#next}. */
    public static Await await(MesosUnderTest mesos) {
        if (mesos instanceof LiveMesos live) {
            return await(live.embedded());
        }
        if (mesos instanceof ScriptedMaster) {
            throw new IllegalArgumentException("A scripted master knows nothing: wait for its next(call)");
        }
        Watch watch = Watch.polling(mesos.masters());
        return new Await(watch, watch.defaultLimit());
    }

    public static Await await(EmbeddedMesos mesos) {
        Watch watch = Watch.of(mesos);
        return new Await(watch, watch.defaultLimit());
    }

    /** For how long, in the cluster's own time; zero or more. */
    public Await atMost(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("Nobody waits for a negative time: " + time);
        }
        return new Await(watch, time);
    }

    /** The task, of whatever framework, is in this state. */
    public void taskState(String taskId, TaskState state) {
        until(
                "task " + taskId + " is " + state,
                view -> view.taskState(taskId).equals(state.name()),
                view -> view.taskState(taskId).isEmpty()
                        ? "There is no task " + taskId
                        : "Task " + taskId + " is " + view.taskState(taskId));
    }

    /** The task, of whatever framework, was last told to be healthy, or not to be. */
    public void taskHealth(String taskId, boolean healthy) {
        until(
                "task " + taskId + " is " + (healthy ? "healthy" : "unhealthy"),
                view -> view.taskHealth(taskId).filter(told -> told == healthy).isPresent(),
                view -> view.taskHealth(taskId)
                        .map(told -> "Task " + taskId + " is " + (told ? "healthy" : "unhealthy"))
                        .orElse("Nothing is known of its health"));
    }

    /** So many tasks are in this state, or more. */
    public void tasks(int count, TaskState state) {
        until(
                count + " or more tasks are " + state,
                view -> view.tasks(state.name()) >= count,
                view -> view.tasks(state.name()) + " are");
    }

    /** So many offers are out, or more, all frameworks together. */
    public void offers(int count) {
        until(count + " or more offers are out", view -> view.offers() >= count, view -> view.offers() + " are out");
    }

    /** A framework of this name is connected. */
    public void frameworkConnected(String name) {
        until("framework " + name + " is connected", view -> view.isConnected(name), view -> "It is not connected");
    }

    /** No framework of this name is connected. */
    public void frameworkDisconnected(String name) {
        until("framework " + name + " is not connected", view -> !view.isConnected(name), view -> "It is connected");
    }

    /** So many agents are registered and active, exactly. */
    public void agents(int count) {
        until(
                count + " agents are active",
                view -> view.activeAgents() == count,
                view -> view.activeAgents() + " are active");
    }

    private void until(String what, Predicate<MasterView> condition, Function<MasterView, String> present) {
        watch.until(new Watch.Goal(what, condition, present), limit);
    }
}
