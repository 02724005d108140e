package io.mesosframework.conformance.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesosframework.conformance.Tasks;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import io.mesosframework.protocol.scheduler.Call.Kill;
import io.mesosframework.protocol.scheduler.Call.Message;
import io.mesosframework.protocol.scheduler.Call.Shutdown;
import io.mesosframework.testing.mesos.RealMesos;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** An executor's life at an agent, and its framework's side of it. */
final class ExecutorLife {
    private final GoldenFolder golden;
    private final RealMesos mesos;
    private final Dialect dialect;
    private final String folder;
    private final SchedulerSession scheduler;
    private final ExecutorID id;
    private int calls = 1;

    ExecutorLife(GoldenFolder golden, RealMesos mesos, Dialect dialect) {
        this.golden = golden;
        this.mesos = mesos;
        this.dialect = dialect;
        this.folder = "executor-" + dialect.word();
        this.scheduler = new SchedulerSession(
                golden,
                folder + "/scheduler",
                mesos.master(),
                dialect,
                Tasks.framework("golden-executor").build());
        this.id = ExecutorID.newBuilder().setValue("exec-" + dialect.word()).build();
    }

    void record() throws IOException {
        Offer offer = scheduler.events().takeOffer();
        scheduler.call(
                "accept",
                "LAUNCH with an executor",
                scheduler
                        .call(io.mesosframework.protocol.scheduler.Call.Type.ACCEPT)
                        .setAccept(Tasks.launch(
                                offer,
                                List.of(Tasks.task("t1", offer)
                                        .setExecutor(Tasks.executor(id.getValue(), RawExecutor.COMMAND))
                                        .setData(ByteString.copyFrom(new byte[] {0, 1, (byte) 0xff, '\n'}))
                                        .build()))));
        try (RawExecutor executor = RawExecutor.started(mesos.directory(), dialect, scheduler.id(), id)) {
            golden.keep(
                    folder + "/environment.txt",
                    "what the agent tells an executor by its environment",
                    executor.environment()
                            .replaceAll(Pattern.quote(mesos.directory().toString()) + "/agent\\d+/work", "{agent}"));
            live(executor, offer);
            golden.keep(
                    folder + "/01-subscribe",
                    "SUBSCRIBED, LAUNCH, ACKNOWLEDGED, MESSAGE, KILL, SHUTDOWN; the agent leaves it open, the executor cuts it",
                    executor.stream());
        }
        scheduler.call("teardown", "", scheduler.call(io.mesosframework.protocol.scheduler.Call.Type.TEARDOWN));
        scheduler.ended("the framework's side, with MESSAGE and the executor's FAILURE");
    }

    private void live(RawExecutor executor, Offer offer) {
        executor.awaitEvent(Event.Type.LAUNCH);
        call("update", "TASK_RUNNING", executor, executor.update(executor.status("t1", TaskState.TASK_RUNNING)), 202);
        executor.awaitEvent(Event.Type.ACKNOWLEDGED);
        scheduler.acknowledgeUpdate("t1", TaskState.TASK_RUNNING);
        messages(executor, offer);
        call("heartbeat", "answered at once", executor, executor.call(Call.Type.HEARTBEAT), 202);
        refusals(executor);
        scheduler.call(
                "kill",
                "reaches the executor as KILL",
                scheduler
                        .call(io.mesosframework.protocol.scheduler.Call.Type.KILL)
                        .setKill(Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue("t1"))));
        executor.awaitEvent(Event.Type.KILL);
        call("update", "TASK_KILLED", executor, executor.update(executor.status("t1", TaskState.TASK_KILLED)), 202);
        scheduler.acknowledgeUpdate("t1", TaskState.TASK_KILLED);
        scheduler.call(
                "shutdown",
                "reaches the executor as SHUTDOWN",
                scheduler
                        .call(io.mesosframework.protocol.scheduler.Call.Type.SHUTDOWN)
                        .setShutdown(Shutdown.newBuilder().setExecutorId(id).setAgentId(offer.getAgentId())));
        executor.awaitEvent(Event.Type.SHUTDOWN);
        scheduler.events().await(io.mesosframework.protocol.scheduler.Event.Type.FAILURE);
    }

    private void messages(RawExecutor executor, Offer offer) {
        ByteString data = ByteString.copyFrom(new byte[] {'h', 'i', 0, (byte) 0xfe});
        call(
                "message",
                "to the framework",
                executor,
                executor.call(Call.Type.MESSAGE)
                        .setMessage(Call.Message.newBuilder().setData(data)),
                202);
        scheduler.events().await(io.mesosframework.protocol.scheduler.Event.Type.MESSAGE);
        scheduler.call(
                "message",
                "to the executor",
                scheduler
                        .call(io.mesosframework.protocol.scheduler.Call.Type.MESSAGE)
                        .setMessage(Message.newBuilder()
                                .setExecutorId(id)
                                .setAgentId(offer.getAgentId())
                                .setData(data)));
        executor.awaitEvent(Event.Type.MESSAGE);
    }

    private void refusals(RawExecutor executor) {
        call("update-incomplete", "an UPDATE without its body", executor, executor.call(Call.Type.UPDATE), 400);
        call(
                "update-without-uuid",
                "an UPDATE without a uuid",
                executor,
                executor.update(executor.status("t1", TaskState.TASK_RUNNING).clearUuid()),
                400);
        call(
                "unknown-executor",
                "an executor that the agent does not have",
                executor,
                executor.call(Call.Type.MESSAGE)
                        .setExecutorId(ExecutorID.newBuilder().setValue("stranger"))
                        .setMessage(Call.Message.newBuilder().setData(ByteString.copyFromUtf8("x"))),
                400);
    }

    private void call(String name, String what, RawExecutor executor, Call.Builder call, int status) {
        RawExchange exchange = executor.send(call);
        calls++;
        golden.record(folder + "/" + (calls < 10 ? "0" : "") + calls + "-" + name, what, exchange);
        assertThat(exchange.status()).as(name + ": " + exchange.text()).isEqualTo(status);
    }
}
