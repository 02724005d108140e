package io.mesosframework.scheduler.internal.placement;

import static io.mesosframework.scheduler.internal.placement.PlacementFixture.scalar;
import static io.mesosframework.scheduler.internal.placement.PlacementFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.application.Constraint.Comparison;
import io.mesosframework.scheduler.application.DiskSource;
import io.mesosframework.scheduler.application.Filter;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.application.NamedNeed;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.application.Strategy;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.tasks.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random agents, applications and rounds, held to an oracle that looks at every agent for every slot: no hard rule is broken, no more is
 * taken than was offered, no offer is used twice, and no slot is left that could have been placed as things stand in the end.
 */
final class PlacementPropertyTest {

    private static final List<String> ROLES = List.of("*", "prod");

    private final Map<String, Machine> machines = new TreeMap<>();
    private final List<Application> applications = new ArrayList<>();

    /** The agents that have offered something. */
    private final Set<String> offered = new HashSet<>();

    /** Mounts so far: each is offered once. */
    private int mounts;

    private PlacementFixture fixture = new PlacementFixture();
    private SplittableRandom random = new SplittableRandom(0);

    /** An agent as the oracle sees it. */
    private record Machine(String name, String rack, String zone, boolean ssd) {

        Stream<String> value(AgentField field) {
            String value = field.equals(AgentField.AGENT)
                    ? name
                    : field.equals(AgentField.HOSTNAME)
                            ? name + ".example"
                            : field.attribute().equals("rack") ? rack : zone;
            return Stream.of(value).filter(text -> !text.isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void noRuleIsBrokenAndNoSlotIsForgotten(int seed) {
        for (int world = 0; world < 60; world++) {
            random = new SplittableRandom(1000L * seed + world);
            machines.clear();
            applications.clear();
            offered.clear();
            List<AgentScore> scores = List.of(AgentScore.SPREAD, AgentScore.BIN_PACK, (agent, application) -> 0);
            fixture = new PlacementFixture(scores.get(random.nextInt(3)));
            for (int i = random.nextInt(1, 9); i > 0; i--) {
                machines.put(
                        "a" + i,
                        new Machine("a" + i, some("", "r1", "r2", "r3"), some("z1", "z2"), random.nextBoolean()));
            }
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                Application application = application("app" + i);
                fixture.tasks.put(application, fixture.now);
                applications.add(application);
            }
            for (int round = 0; round < 4; round++) {
                round();
            }
        }
    }

    private void round() {
        List.copyOf(fixture.open.values()).forEach(offer -> {
            if (random.nextInt(4) == 0) {
                fixture.rescind(offer);
            }
        });
        for (Machine machine : machines.values()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                offer(machine);
            }
        }
        Map<OfferID, Offer> before = new LinkedHashMap<>(fixture.open);
        Map<String, List<Machine>> where = where();
        Placement placement = fixture.place();
        checkOffers(placement, before);
        checkRules(placement, where);
        checkNothingForgotten(placement, before);
    }

    private void offer(Machine machine) {
        offered.add(machine.name);
        fixture.offer(machine.name, random.nextInt(1, 4000) / 1000.0, offer -> {
            if (!machine.rack.isEmpty()) {
                offer.addAttributes(text("rack", machine.rack));
            }
            String role = ROLES.get(random.nextInt(2));
            if (random.nextInt(4) == 0) {
                offer.addResources(scalar("gpus", random.nextInt(1, 4)));
            }
            if (random.nextInt(4) == 0) {
                offer.addResources(scalar("licenses", random.nextInt(1, 3000) / 1000.0));
            }
            if (random.nextInt(4) == 0) {
                offer.addResources(DisksTest.path("/p" + random.nextInt(2), random.nextInt(1, 40)));
            }
            if (random.nextInt(4) == 0) {
                offer.addResources(DisksTest.mount("/m" + mounts++, random.nextInt(1, 40)));
            }
            return offer.setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(role))
                    .addResources(scalar("disk", random.nextInt(0, 30)))
                    .addAttributes(text("zone", machine.zone))
                    .addAttributes(text("disk", machine.ssd ? "SSD" : "spinning"));
        });
    }

    /** One whose rules do not contradict each other. */
    private Application application(String name) {
        while (true) {
            try {
                return anyApplication(name).build();
            } catch (InvalidApplicationsException contradictory) {
                assertThat(contradictory).hasMessageContaining("constraints");
            }
        }
    }

    private ApplicationBuilder anyApplication(String name) {
        ApplicationBuilder application = Application.named(name)
                .instances(random.nextInt(1, 9))
                .cpus(random.nextInt(1, 2000) / 1000.0)
                .mem(random.nextInt(1, 300))
                .role(ROLES.get(random.nextInt(2)))
                .command("run");
        switch (random.nextInt(6)) {
            case 0, 1 -> application.disk(random.nextInt(1, 12));
            case 2 -> application.disk(random.nextInt(1, 20), DiskSource.path());
            case 3 -> application.disk(random.nextInt(1, 30), DiskSource.mount());
            default -> {}
        }
        if (random.nextInt(6) == 0) {
            application.gpus(random.nextInt(1, 3));
        }
        if (random.nextInt(6) == 0) {
            application.named("licenses", NamedNeed.amount(random.nextInt(1, 1500) / 1000.0));
        }
        if (random.nextInt(3) == 0) {
            application.filter(Filter.Type.TEXT, "disk", "ssd");
        }
        if (random.nextInt(3) == 0) {
            Strategy.Type type = List.of(Strategy.Type.values()).get(random.nextInt(3));
            application.strategy(
                    new Strategy(type, List.of(Strategy.Effort.values()).get(random.nextInt(2))));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            Constraint constraint = constraint();
            application.constraint(random.nextInt(3) == 0 ? constraint.asPreference() : constraint);
        }
        return application;
    }

    private Constraint constraint() {
        AgentField field = random.nextBoolean() ? AgentField.attribute("rack") : AgentField.attribute("zone");
        return switch (random.nextInt(7)) {
            case 0 -> new Constraint.Compare(field, Comparison.IN, List.of("r1", "r2", "z1"), false);
            case 1 -> new Constraint.Compare(field, Comparison.NOT_MATCHES, List.of("[rz]2"), false);
            case 2 ->
                new Constraint.MaxPer(random.nextBoolean() ? field : AgentField.HOSTNAME, random.nextInt(1, 4), false);
            case 3 -> new Constraint.GroupBy(field, random.nextInt(1, 3), false);
            case 4 -> new Constraint.Cluster(field, false);
            case 5 -> new Constraint.Near("app" + random.nextInt(1, 5), field, false);
            default -> new Constraint.Away("app" + random.nextInt(1, 5), field, false);
        };
    }

    private String some(String... words) {
        return words[random.nextInt(words.length)];
    }

    // ---- the oracle ----

    private void checkOffers(Placement placement, Map<OfferID, Offer> before) {
        Set<OfferID> used = new HashSet<>();
        for (Placement.Launch launch : placement.launches()) {
            launch.offers().forEach(offer -> assertThat(used.add(offer)).isTrue());
            Amounts offered = new Amounts();
            launch.offers()
                    .forEach(offer -> offered.add(
                            Objects.requireNonNull(before.get(offer)).getResourcesList()));
            Amounts taken = new Amounts();
            launch.assignments().forEach(assignment -> taken.add(assignment.resources()));
            assertThat(taken.isWithin(offered)).as("%s of %s", taken, offered).isTrue();
            launch.offers().forEach(id -> {
                Offer offer = Objects.requireNonNull(before.get(id));
                for (Assignment assignment : launch.assignments()) {
                    assertThat(assignment.agent()).isEqualTo(offer.getAgentId());
                    assertThat(of(assignment).resources().role())
                            .contains(offer.getAllocationInfo().getRole());
                }
            });
            for (Assignment assignment : launch.assignments()) {
                ResourceNeeds needs = of(assignment).resources();
                Amounts its = Amounts.of(assignment.resources());
                assertThat(its.areThoseOf(needs, offered))
                        .as("%s for %s", its, needs)
                        .isTrue();
            }
        }
        placement
                .declines()
                .keySet()
                .forEach(offer -> assertThat(used.add(offer)).isTrue());
        assertThat(used).isEqualTo(before.keySet());
    }

    /** That there is an order in which each slot of an application was allowed where it went. */
    private void checkRules(Placement placement, Map<String, List<Machine>> where) {
        Map<String, List<Machine>> after = where();
        for (Application application : applications) {
            List<Machine> placed = new ArrayList<>();
            placement
                    .launches()
                    .forEach(launch -> launch.assignments().forEach(assignment -> {
                        if (assignment.slot().application().equals(application.name())) {
                            placed.add(machine(assignment.agent().getValue()));
                        }
                    }));
            List<Machine> there = new ArrayList<>(where.getOrDefault(application.name(), List.of()));
            while (!placed.isEmpty()) {
                Machine next = placed.stream()
                        .filter(machine -> allowed(application, machine, there, where, after))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(
                                application + " is on " + placed + " beside " + there + " where it must not be"));
                placed.remove(next);
                there.add(next);
            }
        }
    }

    private void checkNothingForgotten(Placement placement, Map<OfferID, Offer> before) {
        Map<String, List<Machine>> after = where();
        Map<String, Amounts> left = left(placement, before);
        for (Slot slot : fixture.tasks.pending()) {
            Application application = of(slot.key().application());
            List<Machine> there = after.getOrDefault(application.name(), List.of());
            String role = application.resources().role().orElseThrow();
            for (Machine machine : machines.values()) {
                Amounts room = left.getOrDefault(machine.name + " " + role, new Amounts());
                boolean fits = room.hold(application.resources());
                assertThat(fits && allowed(application, machine, there, after, after))
                        .as("%s waits and would fit onto %s beside %s; %s", application, machine, there, after)
                        .isFalse();
            }
            assertThat(placement.shortfalls())
                    .filteredOn(shortfall -> shortfall.slot().equals(slot.key()))
                    .singleElement()
                    .satisfies(shortfall -> assertThat(shortfall.causes().stream()
                                    .mapToInt(cause -> cause.agents())
                                    .sum())
                            .isEqualTo(shortfall.agents()))
                    .satisfies(shortfall -> assertThat(shortfall.text()).isNotEmpty());
        }
    }

    /** By machine and role. */
    private Map<String, Amounts> left(Placement placement, Map<OfferID, Offer> before) {
        Map<String, Amounts> left = new HashMap<>();
        before.values()
                .forEach(offer -> left.computeIfAbsent(
                                offer.getAgentId().getValue() + " "
                                        + offer.getAllocationInfo().getRole(),
                                unused -> new Amounts())
                        .add(offer.getResourcesList()));
        placement
                .launches()
                .forEach(launch -> launch.assignments()
                        .forEach(assignment -> Objects.requireNonNull(left.get(assignment
                                                .agent()
                                                .getValue() + " "
                                        + of(assignment).resources().role().orElseThrow()))
                                .subtract(assignment.resources())));
        return left;
    }

    /** Whether the application may have one slot more there. Others may have come in the same round: any state from before to after will do. */
    private boolean allowed(
            Application application,
            Machine machine,
            List<Machine> there,
            Map<String, List<Machine>> before,
            Map<String, List<Machine>> after) {
        boolean filtered = application.placement().filters().isEmpty() || machine.ssd;
        Strategy strategy = application.strategy();
        boolean laidOut = strategy.effort() == Strategy.Effort.BEST
                || switch (strategy.type()) {
                    case UNIQUE -> !there.contains(machine);
                    case MUX -> there.isEmpty() || there.contains(machine);
                    case NON_MUX -> true;
                };
        return filtered
                && laidOut
                && application.placement().constraints().stream()
                        .filter(constraint -> !constraint.preferred())
                        .allMatch(constraint -> holds(application, constraint, machine, there, before, after))
                && isKeptFromNone(application, machine, after);
    }

    /** Whether no slot of an application that wants to be away from this one is there: of two placed in one round, too, neither may be. */
    private boolean isKeptFromNone(Application application, Machine machine, Map<String, List<Machine>> after) {
        return applications.stream()
                .filter(other -> !other.name().equals(application.name()))
                .allMatch(other -> other.placement().constraints().stream()
                        .filter(constraint -> constraint instanceof Constraint.Away away
                                && !away.preferred()
                                && away.application().equals(application.name()))
                        .map(Constraint.Away.class::cast)
                        .allMatch(away -> hasNone(of(after, other.name()), away.field(), machine)));
    }

    private static boolean hasNone(List<Machine> others, AgentField field, Machine machine) {
        return machine.value(field).allMatch(value -> count(others, field, value) == 0);
    }

    private boolean holds(
            Application application,
            Constraint constraint,
            Machine machine,
            List<Machine> there,
            Map<String, List<Machine>> before,
            Map<String, List<Machine>> after) {
        if (constraint instanceof Constraint.Compare compare) {
            return compares(compare, machine);
        } else if (constraint instanceof Constraint.MaxPer max) {
            return machine.value(max.field()).anyMatch(value -> count(there, max.field(), value) < max.count());
        } else if (constraint instanceof Constraint.GroupBy group) {
            return machine.value(group.field())
                    .anyMatch(value -> count(there, group.field(), value) <= lowest(application, group, there));
        } else if (constraint instanceof Constraint.Cluster cluster) {
            return together(cluster.field(), machine, there);
        } else if (constraint instanceof Constraint.Near near) {
            return machine.value(near.field())
                    .anyMatch(value -> count(of(after, near.application()), near.field(), value) > 0);
        }
        Constraint.Away away = (Constraint.Away) constraint;
        boolean own = away.application().equals(application.name());
        return hasNone(of(own ? before : after, away.application()), away.field(), machine);
    }

    private static boolean together(AgentField field, Machine machine, List<Machine> there) {
        boolean first =
                there.stream().flatMap(one -> one.value(field)).findAny().isEmpty();
        return machine.value(field).anyMatch(value -> first || count(there, field, value) > 0);
    }

    private static boolean compares(Constraint.Compare compare, Machine machine) {
        return switch (compare.comparison()) {
            case IN -> machine.value(compare.field()).anyMatch(compare.values()::contains);
            case NOT_MATCHES ->
                machine.value(compare.field())
                        .noneMatch(value -> value.matches(compare.values().get(0)));
            default -> throw new IllegalArgumentException();
        };
    }

    /** The fewest slots of a value among the machines that have offered and that the filters and comparisons allow. */
    private long lowest(Application application, Constraint.GroupBy group, List<Machine> there) {
        List<String> values = machines.values().stream()
                .filter(machine -> offered.contains(machine.name))
                .filter(machine -> application.placement().filters().isEmpty() || machine.ssd)
                .filter(machine -> application.placement().constraints().stream()
                        .filter(constraint -> !constraint.preferred())
                        .allMatch(constraint ->
                                !(constraint instanceof Constraint.Compare compare) || compares(compare, machine)))
                .flatMap(machine -> machine.value(group.field()))
                .distinct()
                .toList();
        return values.size() < group.least()
                ? 0
                : values.stream()
                        .mapToLong(value -> count(there, group.field(), value))
                        .min()
                        .orElse(0);
    }

    private static long count(List<Machine> there, AgentField field, String value) {
        return there.stream()
                .flatMap(one -> one.value(field))
                .filter(value::equals)
                .count();
    }

    private static List<Machine> of(Map<String, List<Machine>> where, String application) {
        return where.getOrDefault(application, List.of());
    }

    private Application of(Assignment assignment) {
        return of(assignment.slot().application());
    }

    private Application of(String name) {
        return applications.stream()
                .filter(application -> application.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Machine machine(String name) {
        return Objects.requireNonNull(machines.get(name));
    }

    /** By application: the machine of each task. */
    private Map<String, List<Machine>> where() {
        Map<String, List<Machine>> where = new HashMap<>();
        fixture.tasks.slots().stream()
                .filter(slot -> slot.state().hasTask())
                .forEach(slot -> where.computeIfAbsent(slot.key().application(), unused -> new ArrayList<>())
                        .add(machine(slot.currentTask().agent())));
        return where;
    }
}
