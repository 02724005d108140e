package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Action;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.quota.QuotaConfig;
import io.mesosframework.protocol.quota.QuotaRequest;
import io.mesosframework.resources.Resources;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The quota of roles: what is wrong with a change, in the master's words, and what it does (PROTOCOL E32, E33, F17). */
final class Quotas {

    private static final long EXABYTE_IN_MEGABYTES = 1024L * 1024 * 1024 * 1024;
    private static final long TRILLION = 1_000_000_000_000L;

    /** A change that is not made. */
    record Refusal(int status, String text) {}

    private static final Refusal FORBIDDEN =
            new Refusal(OperatorAnswer.FORBIDDEN.status(), OperatorAnswer.FORBIDDEN.text());

    private final MasterState state;
    private final Allocator allocator;
    private final Offers offers;
    private final Map<String, QuotaConfig> configs;

    Quotas(MasterState state, Allocator allocator, Offers offers) {
        this.state = state;
        this.allocator = allocator;
        this.offers = offers;
        this.configs = state.registry.quotas;
        configs.forEach((role, config) -> allocator.setQuota(role, Quota.of(config)));
    }

    /** The configuration of each role that was ever given quota and not lost it by {@link #remove}. */
    Map<String, QuotaConfig> configs() {
        return Collections.unmodifiableMap(configs);
    }

    /** UPDATE_QUOTA: all or nothing; empty once it is done. */
    Optional<Refusal> update(List<QuotaConfig> changes, boolean force, Permissions who) {
        Optional<String> problem = changes.stream()
                .flatMap(config -> configProblem(config).stream())
                .findFirst()
                .or(() -> force ? Optional.empty() : consumptionProblem(changes))
                .or(() -> force ? Optional.empty() : capacityProblem(changes));
        if (problem.isPresent()) {
            return problem.map(text -> new Refusal(400, text));
        }
        if (!who.mayAll(
                Action.UPDATE_QUOTA, changes.stream().map(QuotaConfig::getRole).toList())) {
            return Optional.of(FORBIDDEN);
        }
        for (QuotaConfig config : changes) {
            configs.put(config.getRole(), config);
            allocator.setQuota(config.getRole(), Quota.of(config));
        }
        changes.forEach(this::rescindFor);
        return Optional.empty();
    }

    private Optional<String> configProblem(QuotaConfig config) {
        String role = config.getRole();
        if (!state.config.allocation().isRole(role)) {
            return Optional.of("Invalid QuotaConfig: '" + role + "' is not on the roles whitelist");
        }
        if (role.contains("/")) {
            return Optional.of("Updating quota on nested role '" + role + "' is not supported yet");
        }
        return problem(config).map(problem -> "Invalid QuotaConfig: " + problem);
    }

    private static Optional<String> problem(QuotaConfig config) {
        if (!config.hasRole()) {
            return Optional.of("'QuotaConfig.role' must be set");
        }
        return FrameworkInfos.roleProblem(config.getRole())
                .map(problem -> "Invalid 'QuotaConfig.role': " + problem)
                .or(() -> tooLarge(config.getGuaranteesMap())
                        .map(problem -> "Invalid 'QuotaConfig.guarantees': " + problem))
                .or(() -> tooLarge(config.getLimitsMap()).map(problem -> "Invalid 'QuotaConfig.limits': " + problem))
                .or(() -> invalid("guarantee", config.getGuaranteesMap()))
                .or(() -> invalid("limit", config.getLimitsMap()))
                .or(() -> Quota.of(config).allows(Quantities.ofScalars(config.getGuaranteesMap()))
                        ? Optional.empty()
                        : Optional.of("'QuotaConfig.guarantees' " + printed(config.getGuaranteesMap())
                                + " is not contained within the 'QuotaConfig.limits' "
                                + printed(config.getLimitsMap())));
    }

    private static Optional<String> tooLarge(Map<String, Value.Scalar> amounts) {
        for (Map.Entry<String, Value.Scalar> amount : new TreeMap<>(amounts).entrySet()) {
            boolean megabytes = amount.getKey().equals("mem") || amount.getKey().equals("disk");
            long most = megabytes ? EXABYTE_IN_MEGABYTES : TRILLION;
            if (amount.getValue().getValue() > most) {
                return Optional.of("{'%s': %s} is invalid: values greater than %s (%d) are not supported"
                        .formatted(
                                amount.getKey(),
                                number(amount.getValue()),
                                megabytes ? "1 exabyte" : "1 trillion",
                                most));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> invalid(String what, Map<String, Value.Scalar> amounts) {
        for (Map.Entry<String, Value.Scalar> amount : new TreeMap<>(amounts).entrySet()) {
            Optional<String> problem =
                    FrameworkInfos.scalarProblem(amount.getValue().getValue());
            if (problem.isPresent()) {
                return Optional.of("Invalid %s configuration {'%s': %s}: %s"
                        .formatted(what, amount.getKey(), number(amount.getValue()), problem.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> consumptionProblem(List<QuotaConfig> changes) {
        for (QuotaConfig config : changes) {
            Quantities consumed = consumed(config.getRole());
            if (!Quota.of(config).allows(consumed)) {
                return Optional.of(("Invalid QuotaConfig: Role '%s' is already consuming '%s'; this is more than the"
                                + " requested limits '%s' (use 'force' flag to bypass this check)")
                        .formatted(config.getRole(), consumed, limits(config)));
            }
        }
        return Optional.empty();
    }

    private Optional<String> capacityProblem(List<QuotaConfig> changes) {
        Map<String, QuotaConfig> all = new TreeMap<>(configs);
        changes.forEach(config -> all.put(config.getRole(), config));
        Quantities guarantees = guarantees(all);
        Quantities capacity = capacity();
        return capacity.contains(guarantees)
                ? Optional.empty()
                : Optional.of(("Invalid QuotaConfig: total quota guarantees '%s' exceed cluster capacity '%s'"
                                + " (use 'force' flag to bypass this check)")
                        .formatted(guarantees, capacity));
    }

    private static Quantities guarantees(Map<String, QuotaConfig> of) {
        return of.values().stream()
                .map(config -> Quantities.ofScalars(config.getGuaranteesMap()))
                .reduce(Quantities.NONE, Quantities::plus);
    }

    private Quantities capacity() {
        return allocator.pools().stream()
                .map(pool -> Quantities.of(pool.total().filter(resource -> !resource.hasRevocable())))
                .reduce(Quantities.NONE, Quantities::plus);
    }

    /** What is reserved to the role or used by it; what is only offered is not. */
    Quantities consumed(String role) {
        return allocator
                .consumedQuota(role)
                .minus(offered(role, resources -> resources.filter(AllocationRun::countsForQuota)));
    }

    private Quantities offered(String role, java.util.function.UnaryOperator<Resources> part) {
        Quantities sum = Quantities.NONE;
        for (OfferRecord offer : state.offers.values()) {
            if (Allocator.isWithin(offer.role(), role)) {
                sum = sum.plus(Quantities.of(part.apply(offer.resources())));
            }
        }
        return sum;
    }

    /** Takes back what is over the limits, and then from others what is short of the guarantees. */
    private void rescindFor(QuotaConfig config) {
        String role = config.getRole();
        Quota quota = Quota.of(config);
        Quantities out = consumed(role).plus(offered(role, resources -> resources));
        for (OfferID id : offersByFramework()) {
            OfferRecord offer = state.offers.get(id);
            if (quota.allows(out)) {
                break;
            }
            if (offer != null && Allocator.isWithin(offer.role(), role)) {
                out = out.minus(Quantities.of(offer.resources()));
                offers.rescind(id);
            }
        }
        for (AgentRecord agent : state.agents.values()) {
            for (OfferID id : List.copyOf(agent.offers)) {
                OfferRecord offer = state.offers.get(id);
                if (!out.contains(quota.guarantees()) && offer != null && !Allocator.isWithin(offer.role(), role)) {
                    out = out.plus(Quantities.of(offer.resources()));
                    offers.rescind(id);
                }
            }
        }
    }

    private List<OfferID> offersByFramework() {
        return state.frameworks.values().stream()
                .flatMap(framework -> framework.offers.stream())
                .toList();
    }

    /** SET_QUOTA, the older call: guarantees are limits too (PROTOCOL E33). */
    Optional<Refusal> set(QuotaRequest request, Permissions who) {
        String role = request.getRole();
        Optional<String> problem = requestProblem(request);
        if (problem.isEmpty() && configs.containsKey(role)) {
            problem = Optional.of("Cannot set quota for role '" + role + "' which already has quota");
        }
        if (problem.isPresent()) {
            return problem.map(text -> new Refusal(400, "Failed to validate set quota request: " + text));
        }
        if (role.contains("/")) {
            return Optional.of(new Refusal(400, "Setting quota on nested role '" + role + "' is not supported yet"));
        }
        if (!who.may(Action.UPDATE_QUOTA, role)) {
            return Optional.of(FORBIDDEN);
        }
        QuotaConfig.Builder config = QuotaConfig.newBuilder().setRole(role);
        request.getGuaranteeList().forEach(resource -> {
            config.putGuarantees(resource.getName(), resource.getScalar());
            config.putLimits(resource.getName(), resource.getScalar());
        });
        Map<String, QuotaConfig> all = new TreeMap<>(configs);
        all.put(role, config.build());
        if (!request.getForce() && !capacity().contains(guarantees(all))) {
            return Optional.of(new Refusal(
                    409,
                    ("Quota guarantees overcommit the cluster (use 'force' to bypass this check): Total quota guarantees"
                                    + " '%s' exceed cluster capacity '%s'")
                            .formatted(guarantees(all), capacity())));
        }
        configs.put(role, config.build());
        allocator.setQuota(role, Quota.of(config.build()));
        rescindAgents(role, Quantities.ofScalars(config.getGuaranteesMap()));
        return Optional.empty();
    }

    private Optional<String> requestProblem(QuotaRequest request) {
        Optional<String> role = FrameworkInfos.roleProblem(request.getRole());
        if (role.isPresent()) {
            return role.map(problem -> "QuotaInfo with invalid role: " + problem);
        }
        if (request.getGuaranteeCount() == 0) {
            return Optional.of("QuotaInfo with empty 'guarantee'");
        }
        Set<String> names = new HashSet<>();
        for (Resource resource : request.getGuaranteeList()) {
            if (resource.getReservationsCount() > 0) {
                return Optional.of("QuotaInfo must not contain any ReservationInfo");
            }
            if (resource.hasDisk()) {
                return Optional.of("QuotaInfo must not contain DiskInfo");
            }
            if (resource.hasRevocable()) {
                return Optional.of("QuotaInfo must not contain RevocableInfo");
            }
            if (resource.getType() != Value.Type.SCALAR) {
                return Optional.of("QuotaInfo must not include non-scalar resources");
            }
            if (!names.add(resource.getName())) {
                return Optional.of("QuotaInfo contains duplicate resource name '" + resource.getName() + "'");
            }
        }
        return state.config.allocation().isRole(request.getRole())
                ? Optional.empty()
                : Optional.of("Unknown role '" + request.getRole() + "'");
    }

    /** All offers of one agent after another, until it is enough and each framework of the role could get one. */
    private void rescindAgents(String role, Quantities wanted) {
        long frameworks = state.frameworks.values().stream()
                .filter(framework -> framework.connected()
                        && FrameworkRecord.roles(framework.info).contains(role))
                .count();
        Quantities rescinded = Quantities.NONE;
        long visited = 0;
        for (AgentRecord agent : state.agents.values()) {
            if (rescinded.contains(wanted) && visited >= frameworks) {
                return;
            }
            visited += agent.offers.isEmpty() ? 0 : 1;
            for (OfferID id : agent.offers) {
                OfferRecord offer = state.offers.get(id);
                rescinded = offer == null ? rescinded : rescinded.plus(Quantities.of(offer.resources()));
            }
            offers.rescindAll(agent);
        }
    }

    /** REMOVE_QUOTA. */
    Optional<Refusal> remove(String role, Permissions who) {
        if (!configs.containsKey(role)) {
            return Optional.of(new Refusal(
                    400,
                    "Failed to remove quota for path '/master/quota/" + role + "': Role '" + role
                            + "' has no quota set"));
        }
        if (!who.may(Action.UPDATE_QUOTA, role)) {
            return Optional.of(FORBIDDEN);
        }
        configs.remove(role);
        allocator.setQuota(role, Quota.NONE);
        return Optional.empty();
    }

    private static String limits(QuotaConfig config) {
        return config.getLimitsCount() == 0
                ? "{}"
                : new TreeMap<>(config.getLimitsMap())
                        .entrySet().stream()
                                .map(limit -> limit.getKey() + ":" + number(limit.getValue()))
                                .collect(Collectors.joining("; "));
    }

    private static String printed(Map<String, Value.Scalar> amounts) {
        return new TreeMap<>(amounts)
                .entrySet().stream()
                        .map(amount -> amount.getKey() + ": " + number(amount.getValue()))
                        .collect(Collectors.joining(", ", "{ ", " }"));
    }

    private static String number(Value.Scalar scalar) {
        double value = scalar.getValue();
        return Double.isFinite(value) ? Quantities.number(Math.round(value * 1000)) : FrameworkInfos.number(value);
    }
}
