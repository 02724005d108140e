package io.mesosframework.scheduler.application;

import io.mesosframework.scheduler.application.Constraint.Comparison;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds rules that no agent could satisfy together. Preferences contradict nothing, as they give way. */
final class Contradictions {

    private final Problems problems = new Problems();

    private Contradictions() {}

    static void check(Strategy strategy, List<Constraint> constraints) {
        new Contradictions().all(strategy, constraints);
    }

    private void all(Strategy strategy, List<Constraint> constraints) {
        Constraint ofAll = ofStrategy(strategy);
        for (int i = 0; i < constraints.size(); i++) {
            String path = Paths.index("constraints", i);
            Constraint later = constraints.get(i);
            check(path, alone(later));
            if (ofAll != null) {
                check(path, between(ofAll, later), "strategy " + strategy.type().text());
            }
            for (int k = 0; k < i; k++) {
                check(path, between(constraints.get(k), later), Paths.index("constraints", k));
            }
        }
        problems.throwIfAny();
    }

    private void check(String path, @Nullable String fault) {
        if (fault != null) {
            problems.add(path, fault);
        }
    }

    private void check(String path, @Nullable String fault, String other) {
        if (fault != null) {
            problems.add(path, "contradicts " + other + ": " + fault);
        }
    }

    private static @Nullable Constraint ofStrategy(Strategy strategy) {
        if (strategy.effort() == Strategy.Effort.BEST) {
            return null;
        }
        return switch (strategy.type()) {
            case UNIQUE -> Constraint.unique(AgentField.AGENT);
            case MUX -> new Constraint.Cluster(AgentField.AGENT, false);
            case NON_MUX -> null;
        };
    }

    private static @Nullable String alone(Constraint constraint) {
        boolean always = constraint instanceof Constraint.Compare compare
                && !compare.preferred()
                && compare.comparison() == Comparison.NOT_EXISTS
                && (compare.field().equals(AgentField.HOSTNAME)
                        || compare.field().equals(AgentField.AGENT));
        return always ? "can never hold: every agent has " + field(constraint).text() : null;
    }

    private static @Nullable String between(Constraint a, Constraint b) {
        if (a.preferred() || b.preferred()) {
            return null;
        }
        if (a instanceof Constraint.Compare first && b instanceof Constraint.Compare second) {
            return first.field().equals(second.field()) ? compared(first, second) : null;
        }
        String presence = presence(a, b) != null ? presence(a, b) : presence(b, a);
        if (presence != null) {
            return presence;
        }
        String layout = layout(a, b) != null ? layout(a, b) : layout(b, a);
        return layout != null ? layout : company(a, b);
    }

    private static @Nullable String compared(Constraint.Compare a, Constraint.Compare b) {
        String name = a.field().text();
        if (isOneOf(a) && isOneOf(b) && a.values().stream().noneMatch(b.values()::contains)) {
            String set = a.field().kind() == AgentField.Kind.ATTRIBUTE
                    ? " (to look for a set that holds both, use filters)"
                    : "";
            return name + " cannot be both " + either(a) + " and " + either(b) + set;
        }
        String excluded = excluded(a, b) != null ? excluded(a, b) : excluded(b, a);
        if (excluded != null) {
            return excluded;
        }
        if ((isAbsent(a) && demands(b)) || (isAbsent(b) && demands(a))) {
            return name + " cannot be absent and have a value";
        }
        String bounds = bounds(a, b) != null ? bounds(a, b) : bounds(b, a);
        if (bounds != null) {
            return bounds;
        }
        boolean same = a.values().equals(b.values());
        boolean opposed = (a.comparison() == Comparison.MATCHES && b.comparison() == Comparison.NOT_MATCHES)
                || (a.comparison() == Comparison.NOT_MATCHES && b.comparison() == Comparison.MATCHES);
        return same && opposed ? name + " cannot both match and not match " + either(a) : null;
    }

    private static @Nullable String excluded(Constraint.Compare in, Constraint.Compare out) {
        boolean none = isOneOf(in)
                && (out.comparison() == Comparison.NOT_EQUALS || out.comparison() == Comparison.NOT_IN)
                && out.values().containsAll(in.values());
        return none ? in.field().text() + " cannot be " + either(in) + " and not be it" : null;
    }

    private static @Nullable String bounds(Constraint.Compare above, Constraint.Compare below) {
        if (above.comparison() != Comparison.GREATER || below.comparison() != Comparison.LESS) {
            return null;
        }
        boolean empty = new BigDecimal(above.values().get(0))
                        .compareTo(new BigDecimal(below.values().get(0)))
                >= 0;
        return empty
                ? "nothing is above " + above.values().get(0) + " and below "
                        + below.values().get(0)
                : null;
    }

    /** Agents without the field do not suit a rule that goes by its values. */
    private static @Nullable String presence(Constraint absent, Constraint other) {
        boolean needed = other instanceof Constraint.MaxPer
                || other instanceof Constraint.GroupBy
                || other instanceof Constraint.Cluster
                || other instanceof Constraint.Near;
        boolean none = absent instanceof Constraint.Compare compare
                && isAbsent(compare)
                && needed
                && compare.field().equals(field(other));
        return none ? field(other).text() + " cannot be absent and have a value" : null;
    }

    /** All on one agent is all with one value of everything. */
    private static @Nullable String layout(Constraint together, Constraint other) {
        if (!(together instanceof Constraint.Cluster cluster)) {
            return null;
        }
        boolean apart = other instanceof Constraint.MaxPer || other instanceof Constraint.GroupBy;
        if (!apart
                || !(cluster.field().equals(AgentField.AGENT) || cluster.field().equals(field(other)))) {
            return null;
        }
        return "slots cannot be all with one " + cluster.field().text() + " and apart by "
                + field(other).text();
    }

    private static @Nullable String company(Constraint a, Constraint b) {
        Constraint.Near near = a instanceof Constraint.Near n ? n : b instanceof Constraint.Near n ? n : null;
        Constraint.Away away = a instanceof Constraint.Away w ? w : b instanceof Constraint.Away w ? w : null;
        boolean opposed = near != null
                && away != null
                && near.application().equals(away.application())
                && near.field().equals(away.field());
        return opposed
                ? "a slot cannot be near " + Objects.requireNonNull(near).application() + " and away from it"
                : null;
    }

    private static AgentField field(Constraint constraint) {
        if (constraint instanceof Constraint.Compare compare) {
            return compare.field();
        }
        if (constraint instanceof Constraint.MaxPer max) {
            return max.field();
        }
        if (constraint instanceof Constraint.GroupBy group) {
            return group.field();
        }
        if (constraint instanceof Constraint.Cluster cluster) {
            return cluster.field();
        }
        if (constraint instanceof Constraint.Near near) {
            return near.field();
        }
        return constraint instanceof Constraint.Away away ? away.field() : AgentField.AGENT;
    }

    private static final Set<Comparison> DEMANDING = Set.of(
            Comparison.EQUALS,
            Comparison.IN,
            Comparison.MATCHES,
            Comparison.GREATER,
            Comparison.LESS,
            Comparison.EXISTS);

    private static boolean isOneOf(Constraint.Compare compare) {
        return compare.comparison() == Comparison.EQUALS || compare.comparison() == Comparison.IN;
    }

    private static boolean isAbsent(Constraint.Compare compare) {
        return compare.comparison() == Comparison.NOT_EXISTS;
    }

    private static boolean demands(Constraint.Compare compare) {
        return DEMANDING.contains(compare.comparison());
    }

    private static String either(Constraint.Compare compare) {
        return String.join(" or ", compare.values().stream().map(Texts::quoted).toList());
    }
}
