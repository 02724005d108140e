package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot be meant is refused where it is said. */
class NonsenseTest {

    private static final Duration PAST = Duration.ofSeconds(-3);

    private final EmbeddedMesosBuilder builder =
            EmbeddedMesos.builder().agents(2).masters(2).simulatedTasks(TaskScript.runs());
    private final EmbeddedMesos mesos = builder.start();

    @AfterEach
    void close() {
        mesos.close();
    }

    private static void refused(ThrowingCallable call, String... says) {
        assertThatThrownBy(call)
                .isInstanceOfAny(
                        IllegalArgumentException.class, IllegalStateException.class, NullPointerException.class)
                .hasMessageContainingAll(says);
    }

    @Test
    void machinesThatThereAreNot() {
        refused(() -> mesos.agent(0), "no agent 0", "from 1", "to 2", "'agent1' to 'agent2'");
        refused(() -> mesos.agent(3), "no agent 3", "to 2");
        refused(() -> mesos.agent("agent3"), "no agent 'agent3'", "'agent1' to 'agent2'");
        refused(() -> mesos.killMaster(2), "no master 2", "masters()", "from 0 to 1");
        refused(() -> mesos.startMaster(-1), "no master -1", "from 0 to 1");
        refused(() -> mesos.startMaster(7, "region", "zone"), "no master 7");
        refused(() -> mesos.isMasterUp(2), "no master 2");
    }

    @Test
    @SuppressWarnings("NullAway") // as the code of users, which need not have it
    void clustersThatCannotBe() {
        refused(() -> builder.masters(0), "1 to 9", "not 0");
        refused(() -> builder.masters(100), "1 to 9", "not 100");
        refused(() -> builder.port(-1), "0 to 65535", "-1");
        refused(() -> builder.port(65_536), "0 to 65535", "65536");
        refused(builder.port(65_535)::start, "65535", "no room for 2 masters");
        refused(() -> builder.resources(null), "resources");
        refused(() -> builder.simulatedTasks((TaskScript) null), "simulatedTasks");
    }

    @Test
    @SuppressWarnings("NullAway") // as the code of users, which need not have it
    void aclsThatAreNotUnderstoodSayWhose() {
        refused(() -> builder.acls("nope"), "acls: ", "no JSON");
        refused(() -> builder.agentAcls("nope"), "agentAcls: ", "no JSON");
        refused(() -> builder.acls(null), "acls: ", "not null");
        refused(() -> builder.agentAcls(null), "agentAcls: ", "not null");
        refused(
                () -> builder.agentAcls(
                        "{\"register_frameworks\": [{\"principals\": {\"type\": \"ANY\"}, \"roles\": {\"type\": \"ANY\"}}]}"),
                "agentAcls: ",
                "'register_frameworks' is not looked at here");
    }

    @Test
    void scriptsThatContradictThemselves() {
        refused(() -> TaskScript.runs().thenExits(2), "thenExits", "does not end by itself", "runsFor");
        refused(() -> TaskScript.runs().thenCrashes(), "thenCrashes", "does not end by itself");
        refused(() -> TaskScript.neverStarts().healthyAfter(Duration.ZERO), "healthyAfter", "never runs");
        refused(() -> TaskScript.failsToLaunch("No").thenExits(1), "thenExits", "never runs");
        refused(() -> TaskScript.runs().startingFor(PAST), "negative");
        refused(() -> TaskScript.runs().healthyAfter(PAST), "negative");
        refused(() -> TaskScript.runs().killedWithin(PAST), "negative");
        refused(() -> TaskScript.runs().reportingEvery(PAST), "above zero");
    }

    @Test
    void faultsThatCannotHappen() {
        Faults faults = mesos.faults();
        refused(() -> faults.next(Call.Type.ACCEPT).isAnswered(42, ""), "200 to 599", "42");
        refused(() -> faults.next(Call.Type.ACCEPT).isAnswered(100, ""), "200 to 599", "100");
        refused(() -> faults.next(Call.Type.ACCEPT).isLate(PAST), "-3S");
        refused(() -> faults.next(Event.Type.OFFERS).isLate(PAST), "-3S");
        refused(() -> faults.next(Call.Type.SUBSCRIBE).isHeld(), "isHeld is not for SUBSCRIBE");
        refused(() -> faults.next(Call.Type.SUBSCRIBE).comesTwice(), "comesTwice is not for SUBSCRIBE");
        refused(() -> faults.nth(0, Call.Type.ACCEPT), "0");
        assertThat(faults.next(Call.Type.SUBSCRIBE).isAnswered(503, "Busy").struck())
                .isZero();
    }
}
