package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.client.MesosCallException;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.MasterInfo;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.OfferConstraints.RoleConstraints.Group;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.application.PlacementRules;
import io.mesosframework.scheduler.application.Strategy;
import io.mesosframework.scheduler.internal.placement.PushedDown;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistrationTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Set<Group> A = only("a");
    private static final Set<Group> B = only("b");
    private static final Set<Group> ANY = Set.of();

    private final RoleDemand demand = new RoleDemand(Set.of("r", "s"));
    private final Registration registration = new Registration(
            FrameworkInfo.newBuilder().setName("f").setUser("u").build(), demand);

    @BeforeEach
    void subscribe() {
        registration.subscribed(master("1.11.0"));
    }

    @Test
    void whatIsWantedIsToldOnceAndWithTheSuppressedRoles() {
        demand.balance("r"::equals, NOON);
        Call call = told(Map.of("r", A), NOON);
        assertThat(call.getUpdateFramework().getFrameworkInfo().getName()).isEqualTo("f");
        assertThat(call.getUpdateFramework().getSuppressedRolesList()).containsExactly("s");
        assertThat(groups(call, "r")).isEqualTo(A);
        assertThat(registration.balance(Map.of("r", A), NOON)).isEmpty();
        taken(call);
        assertThat(registration.balance(Map.of("r", A), NOON.plusSeconds(60))).isEmpty();
    }

    @Test
    void nothingIsToldWhereAnyAgentIsOfUse() {
        assertThat(registration.balance(Map.of("r", ANY), NOON)).isEmpty();
        assertThat(registration.nextDue()).isEmpty();
    }

    @Test
    void moreAgentsAreAskedForAtOnceAndFewerAfterAWhile() {
        taken(told(Map.of("r", A), NOON));
        Call more = told(Map.of("r", both()), NOON.plusMillis(1));
        assertThat(groups(more, "r")).isEqualTo(both());
        taken(more);
        assertThat(registration.balance(Map.of("r", B), NOON.plusMillis(2))).isEmpty();
        Instant due = registration.nextDue().orElseThrow();
        assertThat(due).isEqualTo(NOON.plusMillis(1).plusSeconds(10));
        assertThat(groups(told(Map.of("r", B), due), "r")).isEqualTo(B);
    }

    @Test
    void anyAgentAgainIsToldByLeavingTheRoleOut() {
        taken(told(Map.of("r", A, "s", B), NOON));
        Call call = told(Map.of("r", ANY), NOON);
        assertThat(call.getUpdateFramework().getOfferConstraints().getRoleConstraintsMap())
                .containsOnlyKeys("s");
    }

    @Test
    void aRoleThatNothingWaitsForStaysAsItIs() {
        taken(told(Map.of("r", A), NOON));
        assertThat(registration.balance(Map.of(), NOON.plusSeconds(60))).isEmpty();
    }

    @Test
    void anOlderMasterIsToldNothing() {
        registration.subscribed(master("1.10.0"));
        assertThat(registration.balance(Map.of("r", A), NOON)).isEmpty();
        registration.subscribed(master("2.0.1-rc1"));
        assertThat(registration.balance(Map.of("r", A), NOON)).isPresent();
    }

    @Test
    void aMasterThatRefusesIsAskedForAll() {
        taken(told(Map.of("r", A), NOON));
        Call call = told(Map.of("r", both()), NOON);
        failed(call, 400, NOON);
        assertThat(registration.balance(Map.of("r", both()), NOON)).isEmpty();
        Instant due = registration.nextDue().orElseThrow();
        assertThat(due).isEqualTo(NOON.plusSeconds(5));
        Call clear = told(Map.of("r", both()), due);
        assertThat(clear.getUpdateFramework().hasOfferConstraints()).isFalse();
        taken(clear);
        assertThat(registration.balance(Map.of("r", A), due.plusSeconds(60))).isEmpty();
    }

    @Test
    void whatDidNotGetThroughIsToldAgain() {
        Call call = told(Map.of("r", A), NOON);
        failed(call, 503, NOON);
        assertThat(registration.balance(Map.of("r", A), NOON.plusSeconds(4))).isEmpty();
        assertThat(groups(told(Map.of("r", A), NOON.plusSeconds(5)), "r")).isEqualTo(A);
    }

    /** The client then subscribes with what was taken last. */
    @Test
    void whatWasOnItsWayWhenTheSubscriptionEndedIsToldAgain() {
        taken(told(Map.of("r", A), NOON));
        told(Map.of("r", both()), NOON);
        registration.subscribed(master("1.11.0"));
        assertThat(registration.balance(Map.of("r", A), NOON)).isEmpty();
        assertThat(groups(told(Map.of("r", both()), NOON), "r")).isEqualTo(both());
    }

    @Test
    void aChangeOfTheFrameworkInfoCarriesTheConstraints() {
        taken(told(Map.of("r", A), NOON));
        Call call = registration.update(info -> info.toBuilder().setName("g").build());
        assertThat(call.getUpdateFramework().getFrameworkInfo().getName()).isEqualTo("g");
        assertThat(groups(call, "r")).isEqualTo(A);
        failed(call, 403, NOON);
        assertThat(told(Map.of("r", A), NOON.plusSeconds(9))
                        .getUpdateFramework()
                        .getFrameworkInfo()
                        .getName())
                .isEqualTo("f");
    }

    @Test
    void whatMustStayMustStay() {
        assertThatThrownBy(() -> registration.update(
                        info -> info.toBuilder().setUser("other").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A framework keeps its user: it is u, not other");
    }

    private Call told(Map<String, Set<Group>> wanted, Instant now) {
        return registration.balance(wanted, now).orElseThrow();
    }

    private void taken(Call call) {
        registration.answered(call.getUpdateFramework(), null, NOON);
    }

    private void failed(Call call, int status, Instant now) {
        registration.answered(
                call.getUpdateFramework(), new MesosCallException("UPDATE_FRAMEWORK", "master", status, "no"), now);
    }

    private static Set<Group> groups(Call call, String role) {
        return new HashSet<>(call.getUpdateFramework()
                .getOfferConstraints()
                .getRoleConstraintsOrThrow(role)
                .getGroupsList());
    }

    private static Set<Group> both() {
        Set<Group> both = new HashSet<>(A);
        both.addAll(B);
        return both;
    }

    private static Set<Group> only(String rack) {
        return PushedDown.groups(new PlacementRules(
                Strategy.NONE, List.of(), List.of(Constraint.equal(AgentField.attribute("rack"), rack))));
    }

    private static MasterInfo master(String version) {
        return MasterInfo.newBuilder()
                .setId("m")
                .setIp(1)
                .setPort(5050)
                .setVersion(version)
                .build();
    }
}
