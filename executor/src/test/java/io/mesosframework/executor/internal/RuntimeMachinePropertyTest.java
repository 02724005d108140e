package io.mesosframework.executor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.utils.TaskStates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Launches, kills, ends, updates and acknowledgements in any order, against what must always hold. */
final class RuntimeMachinePropertyTest {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Map<TaskID, List<TaskState>> told = new HashMap<>();
    private final List<Long> unsettled = new ArrayList<>();
    private final Set<Long> sent = new HashSet<>();
    private final Set<Long> asked = new HashSet<>();
    private final Set<Long> answered = new HashSet<>();
    private final Set<TaskID> started = new HashSet<>();
    private int finishes;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void eachUpdateIsSentOnceInOrderAndEachTaskEndsOnce(long seed) {
        for (int round = 0; round < 50; round++) {
            play(new SplittableRandom(seed * 1000 + round));
        }
    }

    private void play(SplittableRandom random) {
        told.clear();
        unsettled.clear();
        sent.clear();
        asked.clear();
        answered.clear();
        started.clear();
        finishes = 0;
        RuntimeMachine machine = new RuntimeMachine(GRACE, Optional.of(Duration.ofMinutes(1)));
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        long ticket = 0;
        int launched = 0;
        check(machine.on(MachineInputs.subscribed(Capability.Type.TASK_KILLING_STATE), now));
        check(machine.on(new RuntimeInput.Connected(), now));
        for (int step = 0; step < 200; step++) {
            now = now.plusMillis(random.nextInt(300));
            TaskID task = MachineInputs.id("t" + (launched == 0 ? 0 : random.nextInt(launched)));
            RuntimeInput input = switch (random.nextInt(12)) {
                case 0, 1 -> MachineInputs.launch("t" + launched++);
                case 2, 3 -> new RuntimeInput.Begin(task, random.nextBoolean());
                case 4 -> new RuntimeInput.Started(task);
                case 5 -> new RuntimeInput.Ended(task, random.nextBoolean(), "");
                case 6 -> MachineInputs.kill(task);
                case 7 -> {
                    asked.add(++ticket);
                    TaskState state = random.nextBoolean() ? TaskState.TASK_RUNNING : TaskState.TASK_FINISHED;
                    yield new RuntimeInput.Update(
                            ticket,
                            TaskStatus.newBuilder()
                                    .setTaskId(task)
                                    .setState(state)
                                    .build());
                }
                case 8, 9 ->
                    unsettled.isEmpty()
                            ? new RuntimeInput.Wake()
                            : new RuntimeInput.Settled(unsettled.remove(random.nextInt(unsettled.size())), null);
                case 10 ->
                    random.nextInt(40) == 0
                            ? new RuntimeInput.MustEnd(
                                    new ShutdownReason(ShutdownReason.Kind.REQUESTED, Optional.empty()))
                            : new RuntimeInput.Disconnected(
                                    new SubscriptionLostException("cut"), Duration.ofSeconds(1));
                default -> new RuntimeInput.Wake();
            };
            check(machine.on(input, now));
        }
        // What is left is ended, acknowledged, and then the executor has nothing more to do.
        check(machine.on(new RuntimeInput.End(), now));
        check(machine.on(new RuntimeInput.KillAll(), now));
        for (TaskID task : List.copyOf(started)) {
            check(machine.on(new RuntimeInput.Started(task), now));
            check(machine.on(new RuntimeInput.Ended(task, true, ""), now));
        }
        while (!unsettled.isEmpty()) {
            check(machine.on(new RuntimeInput.Settled(unsettled.remove(0), null), now));
        }
        assertThat(finishes).isEqualTo(1);
        assertThat(answered).isEqualTo(asked);
        assertThat(machine.nextWake()).isEmpty();
    }

    private void check(List<RuntimeEffect> effects) {
        for (RuntimeEffect effect : effects) {
            assertThat(finishes == 0 || effect instanceof RuntimeEffect.Answer)
                    .as("after the end, %s", effect)
                    .isTrue();
            if (effect instanceof RuntimeEffect.Send send) {
                assertThat(sent.add(send.ticket())).as("sent once").isTrue();
                unsettled.add(send.ticket());
                List<TaskState> states = told.computeIfAbsent(send.status().getTaskId(), unused -> new ArrayList<>());
                assertThat(states).as("nothing after the end of a task").noneMatch(TaskStates::isTerminal);
                states.add(send.status().getState());
            } else if (effect instanceof RuntimeEffect.Answer answer) {
                assertThat(answered.add(answer.ticket()) || finishes > 0)
                        .as("answered once")
                        .isTrue();
            } else if (effect instanceof RuntimeEffect.Start start) {
                assertThat(started.add(start.task())).as("started once").isTrue();
            } else if (effect instanceof RuntimeEffect.Finish) {
                finishes++;
                unsettled.removeIf(ticket -> ticket < 0);
                answered.addAll(asked); // the loop answers what is open when it closes
            }
        }
    }
}
