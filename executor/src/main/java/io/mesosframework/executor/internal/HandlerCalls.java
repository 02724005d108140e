package io.mesosframework.executor.internal;

import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.executor.ExecutorContext;
import io.mesosframework.executor.ExecutorHandler;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.executor.Event;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls what is the user's, and takes the standard way where that throws. */
final class HandlerCalls {

    private static final Logger log = LoggerFactory.getLogger(HandlerCalls.class);

    private static final ExecutorHandler STANDARD = (context, task) -> {};

    private final ExecutorHandler handler;
    private final ExecutorContext context;
    private final Consumer<RuntimeInput> inputs;

    HandlerCalls(ExecutorHandler handler, ExecutorContext context, Consumer<RuntimeInput> inputs) {
        this.handler = handler;
        this.context = context;
        this.inputs = inputs;
    }

    void event(Event event) {
        switch (event.getType()) {
            case LAUNCH ->
                launch(event, () -> handler.launch(context, event.getLaunch().getTask()));
            case LAUNCH_GROUP ->
                launch(
                        event,
                        () -> handler.launchGroup(
                                context, event.getLaunchGroup().getTaskGroup()));
            case KILL -> call("kill", user -> user.kill(context, event.getKill()));
            case MESSAGE ->
                call("message", user -> user.message(context, event.getMessage().getData()));
            case SUBSCRIBED -> call("subscribed", user -> user.subscribed(context, event.getSubscribed()));
            case ACKNOWLEDGED ->
                call(
                        "acknowledged",
                        user -> user.acknowledged(
                                context,
                                event.getAcknowledged().getTaskId(),
                                event.getAcknowledged().getUuid()));
            case ERROR ->
                call("error", user -> user.error(context, event.getError().getMessage()));
            case HEARTBEAT -> call("heartbeat", user -> user.heartbeat(context));
            case SHUTDOWN -> {} // told as such once the client says so
            default -> call("unknown", user -> user.unknown(context, event));
        }
    }

    void connected() {
        call("connected", user -> user.connected(context));
    }

    void disconnected(RuntimeEffect.TellDisconnected lost) {
        call("disconnected", user -> user.disconnected(context, lost.cause(), lost.retryIn()));
    }

    void shutdown(ShutdownReason reason) {
        log.info("The executor has to end: {}", reason);
        call("shutdown", user -> user.shutdown(context, reason));
    }

    private void launch(Event event, Runnable call) {
        try {
            call.run();
        } catch (Throwable thrown) { // of whatever kind: the task has not begun
            log.error("The handler threw as it was to launch", thrown);
            for (TaskInfo task : RuntimeMachine.launched(event)) {
                inputs.accept(
                        new RuntimeInput.LaunchThrew(task.getTaskId(), "The executor cannot launch it: " + thrown));
            }
        }
    }

    private void call(String name, Consumer<ExecutorHandler> call) {
        try {
            call.accept(handler);
        } catch (Throwable thrown) { // of whatever kind: kills and ends must not be lost
            log.error("The handler's {} threw; the standard way is taken", name, thrown);
            call.accept(STANDARD);
        }
    }
}
