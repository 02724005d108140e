package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Action;
import io.mesosframework.protocol.WeightInfo;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The weights of roles, by which they share (PROTOCOL E19, F12). */
final class Weights {

    private final MasterState state;
    private final Allocator allocator;
    private final Offers offers;
    private final Map<String, Double> byRole;

    Weights(MasterState state, Allocator allocator, Offers offers) {
        this.state = state;
        this.allocator = allocator;
        this.offers = offers;
        this.byRole = state.registry.weights;
        byRole.forEach(allocator::setWeight);
    }

    /** The weights that were ever set; all others are 1. */
    Map<String, Double> byRole() {
        return Collections.unmodifiableMap(byRole);
    }

    /** All or nothing: what is wrong, in the master's words, or 200 once it is done. */
    OperatorAnswer update(List<WeightInfo> changes, Permissions who) {
        Optional<String> problem =
                changes.stream().flatMap(change -> problem(change).stream()).findFirst();
        if (problem.isPresent()) {
            return OperatorAnswer.badRequest("Failed to validate update weights request JSON" + problem.get());
        }
        List<String> roles =
                changes.stream().map(change -> change.getRole().strip()).toList();
        if (roles.isEmpty() ? !who.may(Action.UPDATE_WEIGHT) : !who.mayAll(Action.UPDATE_WEIGHT, roles)) {
            return OperatorAnswer.FORBIDDEN;
        }
        boolean concernsFrameworks = false;
        for (WeightInfo change : changes) {
            String role = change.getRole().strip();
            byRole.put(role, change.getWeight());
            allocator.setWeight(role, change.getWeight());
            concernsFrameworks = concernsFrameworks || isActive(role);
        }
        if (concernsFrameworks) {
            offers.rescindAll();
        }
        return OperatorAnswer.OK;
    }

    private Optional<String> problem(WeightInfo change) {
        String role = change.getRole().strip();
        Optional<String> problem = FrameworkInfos.roleProblem(role);
        if (problem.isPresent()) {
            return Optional.of(": Invalid role '" + role + "': " + problem.get());
        }
        if (!state.config.allocation().isRole(role)) {
            return Optional.of(": Unknown role '" + role + "'");
        }
        return change.getWeight() > 0
                ? Optional.empty()
                : Optional.of(" for role '%s': Invalid weight '%s': Weights must be positive"
                        .formatted(role, FrameworkInfos.number(change.getWeight())));
    }

    private boolean isActive(String role) {
        return state.frameworks.values().stream()
                .anyMatch(framework -> FrameworkRecord.roles(framework.info).contains(role));
    }
}
