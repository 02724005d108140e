package io.mesosframework.client.executor.internal;

import static io.mesosframework.client.executor.internal.MachineScript.acknowledged;
import static io.mesosframework.client.executor.internal.MachineScript.cut;
import static io.mesosframework.client.executor.internal.MachineScript.event;
import static io.mesosframework.client.executor.internal.MachineScript.launch;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.executor.ShutdownReason.Kind;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anything, in any order, against what must always hold. */
class ExecutorMachinePropertyTest {

    private final Map<ByteString, TaskStatus> owed = new LinkedHashMap<>();
    private final Map<Long, ByteString> uuids = new HashMap<>();
    private final List<TaskStatus> shownToAgent = new ArrayList<>();
    private final List<Long> settled = new ArrayList<>();
    private int shutdowns;
    private boolean over;
    private boolean attempting;
    private int subscribedAttempt = -1;
    private long tickets;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void whateverHappensNothingOwedIsForgotten(long seed) {
        for (int round = 0; round < 40; round++) {
            SplittableRandom random = new SplittableRandom(seed * 1000 + round);
            reset();
            MachineScript script = new MachineScript(random.nextInt(4) > 0);
            script.on(new Input.Start());
            check(script);
            for (int step = 0; step < 150; step++) {
                script.now = script.now.plus(Duration.ofMillis(random.nextInt(3000)));
                Input input = randomInput(script, random);
                note(input, script);
                script.on(input);
                check(script);
            }
            script.on(new Input.Close());
            check(script);
            assertThat(settled).containsAll(uuids.keySet());
            assertThat(script.timer()).isEmpty();
        }
    }

    private void reset() {
        owed.clear();
        uuids.clear();
        shownToAgent.clear();
        settled.clear();
        shutdowns = 0;
        over = false;
        attempting = false;
        subscribedAttempt = -1;
        tickets = 0;
    }

    private Input randomInput(MachineScript script, SplittableRandom random) {
        int attempt = random.nextInt(8) == 0 ? script.attempt - 1 : script.attempt;
        long ticket = tickets == 0 ? 0 : 1 + random.nextLong(tickets);
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> new Input.Connected(attempt);
            case 3, 4 -> new Input.Received(attempt, MachineScript.subscribedEvent());
            case 5 -> new Input.Received(attempt, launch("t" + random.nextInt(3)));
            case 6, 7 -> new Input.Received(attempt, randomAcknowledgement(random));
            case 8 -> new Input.Timer();
            case 9 -> new Input.StreamLost(attempt, cut());
            case 10 -> new Input.ConnectFailed(attempt, cut());
            case 11 -> new Input.CallsLost(attempt, cut());
            case 12 -> new Input.CallsReopened(attempt);
            case 13 -> new Input.Unanswered(attempt, ticket, cut());
            case 14 -> new Input.Accepted(attempt, ticket);
            case 15 ->
                new Input.CallRefused(
                        attempt,
                        ticket,
                        new MesosCallException("UPDATE", "agent", random.nextBoolean() ? 400 : 503, ""));
            case 16 ->
                random.nextInt(40) == 0
                        ? new Input.Received(attempt, event(Event.Type.SHUTDOWN))
                        : new Input.CallsReopenFailed(attempt, cut());
            default -> randomUpdate(random);
        };
    }

    private Input randomUpdate(SplittableRandom random) {
        byte[] uuid = new byte[16];
        random.nextBytes(uuid);
        return new Input.Update(
                ++tickets,
                MachineScript.status("t" + random.nextInt(3), TaskState.TASK_RUNNING).toBuilder()
                        .setUuid(ByteString.copyFrom(uuid))
                        .build());
    }

    private Event randomAcknowledgement(SplittableRandom random) {
        return shownToAgent.isEmpty()
                ? acknowledged("t0", ByteString.copyFrom(new byte[16]))
                : acknowledged(shownToAgent.get(random.nextInt(shownToAgent.size())));
    }

    /** What the model knows of it before the machine does. */
    private void note(Input input, MachineScript script) {
        if (input instanceof Input.Update update) {
            uuids.put(update.ticket(), update.status().getUuid());
            owed.put(update.status().getUuid(), update.status());
        } else if (input instanceof Input.Received received && received.attempt() == script.attempt && attempting) {
            if (received.event().getType() == Event.Type.ACKNOWLEDGED) {
                owed.remove(received.event().getAcknowledged().getUuid());
            } else if (received.event().getType() == Event.Type.SUBSCRIBED
                    || received.event().getType() == Event.Type.SHUTDOWN) {
                subscribedAttempt = script.attempt;
            }
        }
    }

    private void check(MachineScript script) {
        for (Effect effect : script.effects) {
            if (effect instanceof Effect.Settle settle) {
                settled.add(settle.ticket());
                if (settle.error() != null) {
                    owed.remove(uuids.get(settle.ticket()));
                }
            } else if (effect instanceof Effect.Subscribe subscribe) {
                assertThat(over).isFalse();
                attempting = true;
                List<ByteString> presented = subscribe.call().getSubscribe().getUnacknowledgedUpdatesList().stream()
                        .map(update -> update.getStatus().getUuid())
                        .toList();
                assertThat(presented).containsExactlyElementsOf(owed.keySet());
                show(subscribe.call());
            } else if (effect instanceof Effect.Send send) {
                assertThat(over).isFalse();
                assertThat(send.attempt()).isEqualTo(subscribedAttempt);
                show(send.call());
            } else if (effect instanceof Effect.Connect) {
                assertThat(shutdowns).isZero();
            } else if (effect instanceof Effect.Disconnect) {
                attempting = false;
            } else if (effect instanceof Effect.Shutdown shutdown) {
                assertThat(++shutdowns).isEqualTo(1);
                over = shutdown.reason().kind() != Kind.REQUESTED;
            }
        }
    }

    private void show(Call call) {
        if (call.hasUpdate()) {
            shownToAgent.add(call.getUpdate().getStatus());
        }
        call.getSubscribe().getUnacknowledgedUpdatesList().forEach(update -> shownToAgent.add(update.getStatus()));
    }
}
