package io.mesosframework.executor.internal;

import static io.mesosframework.executor.internal.MachineHarness.kill;
import static io.mesosframework.executor.internal.MachineHarness.running;
import static io.mesosframework.executor.internal.MachineHarness.task;
import static io.mesosframework.protocol.TaskState.TASK_KILLED;
import static io.mesosframework.protocol.TaskState.TASK_KILLING;
import static io.mesosframework.protocol.TaskState.TASK_RUNNING;
import static io.mesosframework.protocol.TaskStatus.Reason.REASON_TASK_CHECK_STATUS_UPDATED;
import static io.mesosframework.protocol.TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.CheckInfo;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.HealthCheck;
import io.mesosframework.protocol.NetworkInfo;
import io.mesosframework.protocol.TaskInfo;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChecksTest {

    private static final ProbeResult PASSED = new ProbeResult.TcpAnswered(true);
    private static final ProbeResult REFUSED = new ProbeResult.TcpAnswered(false);

    @Test
    void theDefaultsAreThoseOfMesos() {
        CheckSpec health = CheckSpec.of(tcp().build()).orElseThrow();
        assertThat(health.delay()).isEqualTo(Duration.ofSeconds(15));
        assertThat(health.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(health.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(health.grace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(health.consecutiveFailures()).isEqualTo(3);

        CheckSpec check = CheckSpec.of(httpCheck()).orElseThrow();
        assertThat(check.delay()).isEqualTo(Duration.ofSeconds(15));
        assertThat(check.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(check.timeout()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aMissingTypeIsInferred() {
        HealthCheck http = HealthCheck.newBuilder()
                .setHttp(HealthCheck.HTTPCheckInfo.newBuilder()
                        .setPort(80)
                        .setScheme("https")
                        .setProtocol(NetworkInfo.Protocol.IPv6)
                        .setPath("/ok?x=1"))
                .build();
        assertThat(CheckSpec.of(http).orElseThrow().probe()).isEqualTo(new Probe.Http(true, true, 80, "/ok?x=1"));

        HealthCheck command = HealthCheck.newBuilder()
                .setCommand(CommandInfo.newBuilder().setValue("true"))
                .build();
        assertThat(CheckSpec.of(command).orElseThrow().probe()).isInstanceOf(Probe.Command.class);
    }

    @Test
    void aTypeWithoutItsBodyIsNoCheck() {
        assertThat(CheckSpec.of(HealthCheck.newBuilder()
                        .setType(HealthCheck.Type.HTTP)
                        .setTcp(HealthCheck.TCPCheckInfo.newBuilder().setPort(1))
                        .build()))
                .isEmpty();
        assertThat(CheckSpec.of(CheckInfo.getDefaultInstance())).isEmpty();
    }

    @Test
    void secondsThatAreNoDurationCountAsZero() {
        CheckSpec spec = CheckSpec.of(tcp().setDelaySeconds(Double.NaN)
                        .setIntervalSeconds(-1)
                        .setTimeoutSeconds(Double.POSITIVE_INFINITY)
                        .build())
                .orElseThrow();
        assertThat(spec.delay()).isZero();
        assertThat(spec.interval()).isZero();
        assertThat(spec.timeout()).isEqualTo(Duration.ofDays(3650));
    }

    @Test
    void checksBeginAfterTheirDelayAndRepeatAnIntervalAfterEachResult() {
        MachineHarness machine = running(health(tcp().setDelaySeconds(2).setIntervalSeconds(5)));

        assertThat(machine.pass(Duration.ofMillis(1_999))).isEmpty();
        List<Effect> first = machine.pass(Duration.ofMillis(1));
        assertThat(first).hasSize(1);
        assertThat(machine.pass(Duration.ofMinutes(1))).as("one at a time").isEmpty();
        machine.answer(first, PASSED);
        assertThat(machine.pass(Duration.ofMillis(4_999))).isEmpty();
        assertThat(machine.pass(Duration.ofMillis(1))).hasSize(1);
    }

    @Test
    void withoutDelayTheFirstCheckComesWithTheStart() {
        MachineHarness machine = MachineHarness.subscribed();
        machine.on(MachineHarness.launch(health(tcp().setDelaySeconds(0))));

        assertThat(machine.on(new Input.Started())).anyMatch(Effect.Probe.class::isInstance);
    }

    @Test
    void healthyIsToldOnTheFirstSuccessAndOnTheFirstAfterAFailure() {
        MachineHarness machine =
                running(health(tcp().setDelaySeconds(1).setIntervalSeconds(1).setGracePeriodSeconds(0)));

        assertThat(next(machine, PASSED)).hasSize(1);
        assertThat(machine.last().getHealthy()).isTrue();
        assertThat(machine.last().getState()).isEqualTo(TASK_RUNNING);
        assertThat(machine.last().getReason()).isEqualTo(REASON_TASK_HEALTH_CHECK_STATUS_UPDATED);
        assertThat(next(machine, PASSED)).isEmpty();
        assertThat(next(machine, REFUSED)).hasSize(1);
        assertThat(machine.last().getHealthy()).isFalse();
        assertThat(next(machine, REFUSED)).hasSize(1);
        assertThat(next(machine, PASSED)).hasSize(1);
        assertThat(machine.last().getHealthy()).isTrue();
        assertThat(machine.updates()).extracting(status -> status.getUuid()).doesNotHaveDuplicates();
    }

    @Test
    void failuresInARowKillTheTaskWhichIsThenKilledAndUnhealthy() {
        MachineHarness machine = running(
                health(tcp().setDelaySeconds(1)
                        .setIntervalSeconds(1)
                        .setGracePeriodSeconds(0)
                        .setConsecutiveFailures(2)),
                FrameworkInfo.Capability.Type.TASK_KILLING_STATE);
        next(machine, REFUSED);
        next(machine, PASSED);
        next(machine, REFUSED);

        List<Effect> last = next(machine, REFUSED);

        assertThat(last).contains(new Effect.CancelProbes(), new Effect.Terminate());
        assertThat(machine.last().getState()).isEqualTo(TASK_KILLING);
        machine.on(new Input.Exited(143));
        assertThat(machine.last().getState()).isEqualTo(TASK_KILLED);
        assertThat(machine.last().hasHealthy()).isTrue();
        assertThat(machine.last().getHealthy()).isFalse();
    }

    @Test
    void failuresWithinTheGracePeriodAreIgnoredUntilTheFirstSuccess() {
        HealthCheck.Builder check = tcp().setDelaySeconds(1)
                .setIntervalSeconds(1)
                .setGracePeriodSeconds(3)
                .setConsecutiveFailures(1);
        MachineHarness slow = running(health(check));
        assertThat(next(slow, REFUSED)).isEmpty();
        assertThat(next(slow, REFUSED)).isEmpty();
        assertThat(next(slow, REFUSED)).as("at 3 s, the last moment of grace").isEmpty();
        assertThat(next(slow, REFUSED)).contains(new Effect.Terminate());

        MachineHarness fell = running(health(check));
        next(fell, PASSED);
        assertThat(next(fell, REFUSED)).as("no grace after a success").contains(new Effect.Terminate());
    }

    @Test
    void aTimeOutOfAHealthCheckIsAFailure() {
        MachineHarness machine = running(health(tcp().setDelaySeconds(11)));

        next(machine, new ProbeResult.TimedOut());

        assertThat(machine.last().getHealthy()).isFalse();
    }

    @Test
    void httpPassesFrom200To399AndACommandWithZero() {
        assertThat(new ProbeResult.HttpAnswered(199).passed()).isFalse();
        assertThat(new ProbeResult.HttpAnswered(200).passed()).isTrue();
        assertThat(new ProbeResult.HttpAnswered(399).passed()).isTrue();
        assertThat(new ProbeResult.HttpAnswered(400).passed()).isFalse();
        assertThat(new ProbeResult.CommandExited(0).passed()).isTrue();
        assertThat(new ProbeResult.CommandExited(1).passed()).isFalse();
        assertThat(new ProbeResult.Failed("no curl").passed()).isFalse();
    }

    @Test
    void aCheckReportsChangesOnlyAndATimeOutAsEmpty() {
        MachineHarness machine = running(task("t").setCheck(httpCheck()).build());

        assertThat(next(machine, new ProbeResult.TimedOut()))
                .as("empty, as before")
                .isEmpty();
        assertThat(next(machine, new ProbeResult.HttpAnswered(503))).hasSize(1);
        assertThat(machine.last().getCheckStatus().getHttp().getStatusCode()).isEqualTo(503);
        assertThat(machine.last().getReason()).isEqualTo(REASON_TASK_CHECK_STATUS_UPDATED);
        assertThat(machine.last().getState()).isEqualTo(TASK_RUNNING);
        assertThat(machine.last().hasHealthy()).isFalse();
        assertThat(next(machine, new ProbeResult.HttpAnswered(503))).isEmpty();
        assertThat(next(machine, new ProbeResult.TimedOut())).hasSize(1);
        assertThat(machine.last().getCheckStatus().getType()).isEqualTo(CheckInfo.Type.HTTP);
        assertThat(machine.last().getCheckStatus().getHttp().hasStatusCode()).isFalse();
    }

    @Test
    void aStatusCarriesTheLastOfHealthAndOfCheck() {
        MachineHarness machine = running(task("t")
                .setHealthCheck(tcp().setDelaySeconds(1).setIntervalSeconds(1000))
                .setCheck(httpCheck().toBuilder().setDelaySeconds(2).setIntervalSeconds(1000))
                .build());

        next(machine, PASSED);
        next(machine, new ProbeResult.HttpAnswered(201));

        assertThat(machine.last().getReason()).isEqualTo(REASON_TASK_CHECK_STATUS_UPDATED);
        assertThat(machine.last().getHealthy()).isTrue();
        assertThat(machine.last().getCheckStatus().getHttp().getStatusCode()).isEqualTo(201);
    }

    @Test
    void nothingIsReportedOnceKillingHasBegun() {
        MachineHarness machine = running(health(tcp().setDelaySeconds(1).setGracePeriodSeconds(0)));
        List<Effect> probe = machine.pass(Duration.ofSeconds(1));
        machine.on(kill("t", Duration.ofMinutes(10)));

        assertThat(machine.answer(probe, REFUSED)).isEmpty();
        assertThat(machine.pass(Duration.ofMinutes(9))).isEmpty();
    }

    @Test
    void anAnswerToAnOlderRunIsIgnored() {
        MachineHarness machine =
                running(health(tcp().setDelaySeconds(1).setIntervalSeconds(1).setGracePeriodSeconds(0)));
        List<Effect> first = machine.pass(Duration.ofSeconds(1));
        machine.answer(first, PASSED);
        assertThat(machine.answer(first, REFUSED)).isEmpty();
        machine.pass(Duration.ofSeconds(1));
        assertThat(machine.answer(first, REFUSED)).isEmpty();
    }

    /** Waits for the next check, answers it, and gives what followed. */
    private static List<Effect> next(MachineHarness machine, ProbeResult result) {
        return machine.answer(machine.pass(Duration.between(machine.now(), machine.wake())), result);
    }

    private static HealthCheck.Builder tcp() {
        return HealthCheck.newBuilder()
                .setType(HealthCheck.Type.TCP)
                .setTcp(HealthCheck.TCPCheckInfo.newBuilder().setPort(31000));
    }

    private static CheckInfo httpCheck() {
        return CheckInfo.newBuilder()
                .setType(CheckInfo.Type.HTTP)
                .setHttp(CheckInfo.Http.newBuilder().setPort(31000))
                .build();
    }

    private static TaskInfo health(HealthCheck.Builder check) {
        return task("t").setHealthCheck(check).build();
    }
}
