package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.MasterInfo;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.OfferConstraints;
import io.mesosframework.protocol.scheduler.OfferConstraints.RoleConstraints;
import io.mesosframework.protocol.scheduler.OfferConstraints.RoleConstraints.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the master has on record of this framework beside its roles' demand: its FrameworkInfo, and which agents' offers are of any use
 * to it (PROTOCOL B37 to B44). More agents are asked for at once, fewer at most every ten seconds. For the loop alone.
 */
final class Registration {

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final Duration BETWEEN_NARROWER = Duration.ofSeconds(10);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\..*");

    /** As the master has it, and as it will have it once what is on its way has arrived. */
    private record Told(FrameworkInfo info, Map<String, Set<Group>> groups) {}

    private final RoleDemand demand;
    private Told taken;
    private Told told;
    private boolean unsure;
    private boolean understood;
    private Instant mayNarrow = Instant.MIN;
    private Instant mayTell = Instant.MIN;
    private Optional<Instant> due = Optional.empty();

    Registration(FrameworkInfo info, RoleDemand demand) {
        this.demand = demand;
        this.taken = new Told(info, Map.of());
        this.told = taken;
    }

    /** The client subscribes with what was taken last; what had no answer by then is lost or not. */
    void subscribed(MasterInfo master) {
        told = taken;
        unsure = false;
        understood = understands(master.getVersion());
        mayNarrow = Instant.MIN;
        mayTell = Instant.MIN;
    }

    /** Offer constraints came with Mesos 1.11. */
    private static boolean understands(String version) {
        Matcher matcher = VERSION.matcher(version);
        return matcher.matches()
                && (Integer.parseInt(matcher.group(1)) > 1 || Integer.parseInt(matcher.group(2)) >= 11);
    }

    /**
     * The call that tells the master so, where it is due.
     *
     * @param wanted by role that something waits for: the groups one of which holds on every agent that is of use; none where any may be
     */
    Optional<Call> balance(Map<String, Set<Group>> wanted, Instant now) {
        Map<String, Set<Group>> target = understood ? new TreeMap<>(told.groups) : new TreeMap<>();
        if (understood) {
            target.putAll(wanted);
            target.values().removeIf(Set::isEmpty);
        }
        due = Optional.empty();
        if (target.equals(told.groups) && !unsure) {
            return Optional.empty();
        }
        boolean isNarrower = !unsure
                && told.groups.entrySet().stream()
                        .allMatch(entry -> target.containsKey(entry.getKey())
                                && entry.getValue().containsAll(target.getOrDefault(entry.getKey(), Set.of())));
        Instant at = isNarrower && mayNarrow.isAfter(mayTell) ? mayNarrow : mayTell;
        if (at.isAfter(now)) {
            due = Optional.of(at);
            return Optional.empty();
        }
        mayNarrow = now.plus(BETWEEN_NARROWER);
        return Optional.of(tell(new Told(told.info, target)));
    }

    /** The call that changes the FrameworkInfo. */
    Call update(UnaryOperator<FrameworkInfo> change) {
        FrameworkInfo info = change.apply(told.info);
        requireKept("user", told.info.getUser(), info.getUser());
        requireKept("principal", told.info.getPrincipal(), info.getPrincipal());
        requireKept("checkpoint", told.info.getCheckpoint(), info.getCheckpoint());
        requireKept("roles", told.info.getRolesList(), info.getRolesList());
        return tell(new Told(info, told.groups));
    }

    private static void requireKept(String what, Object before, Object after) {
        if (!before.equals(after)) {
            throw new IllegalArgumentException(
                    "A framework keeps its " + what + ": it is " + before + ", not " + after);
        }
    }

    private Call tell(Told next) {
        told = next;
        unsure = false;
        Call.UpdateFramework.Builder update = Call.UpdateFramework.newBuilder()
                .setFrameworkInfo(next.info)
                .addAllSuppressedRoles(demand.suppressed());
        if (!next.groups.isEmpty()) {
            update.setOfferConstraints(constraints(next.groups));
        }
        return Call.newBuilder()
                .setType(Call.Type.UPDATE_FRAMEWORK)
                .setUpdateFramework(update)
                .build();
    }

    private static OfferConstraints constraints(Map<String, Set<Group>> groups) {
        OfferConstraints.Builder constraints = OfferConstraints.newBuilder();
        groups.forEach((role, any) -> constraints.putRoleConstraints(
                role, RoleConstraints.newBuilder().addAllGroups(any).build()));
        return constraints.build();
    }

    /** What became of one of these calls. A master that refuses is asked for offers of all agents from then on. */
    void answered(Call.UpdateFramework call, @Nullable Throwable error, Instant now) {
        if (error == null) {
            taken = new Told(call.getFrameworkInfo(), groups(call.getOfferConstraints()));
            return;
        }
        told = new Told(taken.info, told.groups);
        unsure = true;
        mayTell = now.plus(AFTER_FAILURE);
        if (understood && CallErrors.isRefused(error)) {
            understood = false;
            LOG.warn(
                    "The master refuses to be told which agents are of use, so it is asked for all: {}",
                    CallErrors.words(error));
        }
    }

    private static Map<String, Set<Group>> groups(OfferConstraints constraints) {
        Map<String, Set<Group>> groups = new TreeMap<>();
        constraints
                .getRoleConstraintsMap()
                .forEach((role, any) -> groups.put(role, new LinkedHashSet<>(any.getGroupsList())));
        return groups;
    }

    /** When there may be something to tell that had to wait. */
    Optional<Instant> nextDue() {
        return due;
    }

    /** What the master is asked to look for, by role. */
    Map<String, Set<Group>> asked() {
        return told.groups;
    }
}
