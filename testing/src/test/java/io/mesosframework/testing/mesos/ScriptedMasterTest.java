package io.mesosframework.testing.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.MesosException;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerListener;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@MesosCluster(mode = MesosCluster.Mode.SCRIPTED)
class ScriptedMasterTest {

    private static final class Recorder implements SchedulerListener {
        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private final CompletableFuture<MesosException> lost = new CompletableFuture<>();

        @Override
        public void event(Event event) {
            events.add(event);
        }

        @Override
        public void disconnected(MesosException cause, Duration retryIn) {
            lost.complete(cause);
        }

        @Override
        public void failed(MesosException cause) {
            lost.complete(cause);
        }

        Event.Type next() throws InterruptedException {
            Event event = events.poll(20, TimeUnit.SECONDS);
            return event == null ? Event.Type.UNKNOWN : event.getType();
        }
    }

    @Test
    void itSendsWhatTheTestHandsItAndKeepsWhatItWasAsked(ScriptedMaster master, SchedulerClient client)
            throws Exception {
        Recorder recorder = new Recorder();
        client.start(recorder);
        assertThat(recorder.next()).isEqualTo(Event.Type.SUBSCRIBED);
        master.send(Event.newBuilder().setType(Event.Type.HEARTBEAT).build());
        assertThat(recorder.next()).isEqualTo(Event.Type.HEARTBEAT);

        client.revive(List.of("a")).get(20, TimeUnit.SECONDS);
        client.revive(List.of("b")).get(20, TimeUnit.SECONDS);

        assertThat(master.next(Call.Type.REVIVE).getRevive().getRolesList()).containsExactly("a");
        assertThat(master.next(Call.Type.REVIVE).getRevive().getRolesList()).containsExactly("b");
        assertThat(master.calls())
                .extracting(Call::getType)
                .containsExactly(Call.Type.SUBSCRIBE, Call.Type.REVIVE, Call.Type.REVIVE);
    }

    @Test
    void aQueuedAnswerIsForTheNextCallOfItsType(ScriptedMaster master, SchedulerClient client) throws Exception {
        Recorder recorder = new Recorder();
        client.start(recorder);
        assertThat(recorder.next()).isEqualTo(Event.Type.SUBSCRIBED);
        master.answer(Call.Type.KILL, 400, "No");
        var refused = client.kill(
                TaskID.newBuilder().setValue("t").build(),
                AgentID.newBuilder().setValue("a").build(),
                null);
        assertThatThrownBy(() -> refused.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(MesosCallException.class)
                .hasMessageContaining("No");
        client.kill(
                        TaskID.newBuilder().setValue("t").build(),
                        AgentID.newBuilder().setValue("a").build(),
                        null)
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void aStreamThatIsCutIsSubscribedAnew(ScriptedMaster master, SchedulerClient client) throws Exception {
        Recorder recorder = new Recorder();
        client.start(recorder);
        assertThat(recorder.next()).isEqualTo(Event.Type.SUBSCRIBED);
        master.next(Call.Type.SUBSCRIBE);
        master.cutStream();
        recorder.lost.get(20, TimeUnit.SECONDS);
        assertThat(master.next(Call.Type.SUBSCRIBE, Duration.ofSeconds(20)).hasFrameworkId())
                .isTrue();
    }

    @Test
    void aCallThatDoesNotComeIsAnErrorThatTellsOfThoseThatCame(ScriptedMaster master) {
        assertThatThrownBy(() -> master.next(Call.Type.TEARDOWN, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("TEARDOWN")
                .hasMessageContaining("[]");
    }
}
