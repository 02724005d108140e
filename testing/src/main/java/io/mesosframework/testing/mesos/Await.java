package io.mesosframework.testing.mesos;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.testing.mesos.internal.MasterView;
import io.mesosframework.testing.mesos.internal.Watch;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Waits for what a master knows, without sleeping: on the embedded Mesos it looks again whenever something has happened
 * there. With virtual time the time is moved on meanwhile, so that a wait of an hour takes milliseconds. What does not come
 * within the limit, 10 s if none is given, or an hour of virtual time, is an {@link AssertionError} that shows what the
 * master knows.
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
        Watch watch = Watch.polling(mesos.master());
        return new Await(watch, watch.defaultLimit());
    }

    public static Await await(EmbeddedMesos mesos) {
        Watch watch = Watch.of(mesos);
        return new Await(watch, watch.defaultLimit());
    }

    /** For how long, in the cluster's own time. */
    public Await atMost(Duration time) {
        return new Await(watch, time);
    }

    /** The task, of whatever framework, is in this state. */
    public void taskState(String taskId, TaskState state) {
        until("task " + taskId + " is " + state, view -> view.taskState(taskId).equals(state.name()));
    }

    /** The task, of whatever framework, was last told to be healthy, or not to be. */
    public void taskHealth(String taskId, boolean healthy) {
        until(
                "task " + taskId + " is " + (healthy ? "healthy" : "unhealthy"),
                view -> view.taskHealth(taskId).filter(told -> told == healthy).isPresent());
    }

    /** So many tasks are in this state, or more. */
    public void tasks(int count, TaskState state) {
        until(count + " tasks are " + state, view -> view.tasks(state.name()) >= count);
    }

    /** So many offers are out, or more, all frameworks together. */
    public void offers(int count) {
        until(count + " offers are out", view -> view.offers() >= count);
    }

    /** A framework of this name is connected. */
    public void frameworkConnected(String name) {
        until("framework " + name + " is connected", view -> view.isConnected(name));
    }

    /** No framework of this name is connected. */
    public void frameworkDisconnected(String name) {
        until("framework " + name + " is not connected", view -> !view.isConnected(name));
    }

    /** So many agents are registered and active, exactly. */
    public void agents(int count) {
        until(count + " agents are active", view -> view.activeAgents() == count);
    }

    private void until(String what, Predicate<MasterView> condition) {
        watch.until(what, condition, limit);
    }
}
