package io.mesosframework.embedded.internal.master;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.DomainInfo.FaultDomain;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.scheduler.AttributeConstraint;
import io.mesosframework.protocol.scheduler.AttributeConstraint.Selector;
import io.mesosframework.protocol.scheduler.OfferConstraints.RoleConstraints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Of what agents a framework takes offers, by role: any group of constraints must hold as a whole (PROTOCOL B37-B44).
 * Immutable.
 */
final class OfferConstraints {

    static final OfferConstraints NONE = new OfferConstraints(Map.of());

    /** What is wrong with constraints, in the master's words. */
    static final class InvalidException extends Exception {
        private static final long serialVersionUID = 1;

        InvalidException(String message) {
            super(message);
        }
    }

    private final Map<String, List<List<Predicate<AgentInfo>>>> groupsByRole;

    private OfferConstraints(Map<String, List<List<Predicate<AgentInfo>>>> groupsByRole) {
        this.groupsByRole = groupsByRole;
    }

    static OfferConstraints of(io.mesosframework.protocol.scheduler.OfferConstraints constraints, int maxRegexProgram)
            throws InvalidException {
        if (constraints.getRoleConstraintsCount() == 0) {
            return NONE;
        }
        Map<String, List<List<Predicate<AgentInfo>>>> groupsByRole = new HashMap<>();
        for (Map.Entry<String, RoleConstraints> entry :
                constraints.getRoleConstraintsMap().entrySet()) {
            groupsByRole.put(entry.getKey(), groups(entry.getKey(), entry.getValue(), maxRegexProgram));
        }
        return new OfferConstraints(groupsByRole);
    }

    /** Whether the role of the framework gets nothing of the agent, not even what is reserved to it. */
    boolean excludes(String role, AgentInfo agent) {
        List<List<Predicate<AgentInfo>>> groups = groupsByRole.get(role);
        return groups != null
                && groups.stream().noneMatch(group -> group.stream().allMatch(constraint -> constraint.test(agent)));
    }

    private static List<List<Predicate<AgentInfo>>> groups(String role, RoleConstraints constraints, int maxProgram)
            throws InvalidException {
        if (constraints.getGroupsCount() == 0) {
            throw new InvalidException(
                    "'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role " + role);
        }
        List<List<Predicate<AgentInfo>>> groups = new ArrayList<>();
        for (RoleConstraints.Group group : constraints.getGroupsList()) {
            if (group.getAttributeConstraintsCount() == 0) {
                throw new InvalidException("'OfferConstraints::RoleConstraints::groups' for role " + role
                        + "contains an empty RoleConstraints::Group"); // sic
            }
            List<Predicate<AgentInfo>> all = new ArrayList<>();
            for (AttributeConstraint constraint : group.getAttributeConstraintsList()) {
                try {
                    all.add(constraint(constraint, maxProgram));
                } catch (InvalidException e) {
                    throw new InvalidException(
                            "A role " + role + " has an invalid 'AttributeConstraint': " + e.getMessage());
                }
            }
            groups.add(all);
        }
        return groups;
    }

    private static Predicate<AgentInfo> constraint(AttributeConstraint constraint, int maxProgram)
            throws InvalidException {
        Selector selector = constraint.getSelector();
        if (selector.hasAttributeName()) {
            Test test = test(constraint.getPredicate(), maxProgram);
            return agent -> test.passes(attribute(agent, selector.getAttributeName()));
        }
        if (!selector.hasPseudoattributeType()) {
            throw new InvalidException("Exactly one of 'AttributeConstraint::Selector::name' or"
                    + " 'AttributeConstraint::Selector::pseudoattribute_type' must be set");
        }
        if (selector.getPseudoattributeType() == Selector.PseudoattributeType.UNKNOWN) {
            throw new InvalidException("Unknown pseudoattribute type");
        }
        Test test = test(constraint.getPredicate(), maxProgram);
        return agent -> test.passes(pseudo(agent, selector.getPseudoattributeType()));
    }

    /** Present; and its text, unless it is of another type. */
    private record Attributed(boolean present, Optional<String> text) {

        static final Attributed MISSING = new Attributed(false, Optional.empty());

        static Attributed text(String text) {
            return new Attributed(true, Optional.of(text));
        }
    }

    /** Of several with the name the first alone counts (PROTOCOL B41). */
    private static Attributed attribute(AgentInfo agent, String name) {
        for (Attribute attribute : agent.getAttributesList()) {
            if (attribute.getName().equals(name)) {
                return attribute.getType() == Value.Type.TEXT
                        ? Attributed.text(attribute.getText().getValue())
                        : new Attributed(true, Optional.empty());
            }
        }
        return Attributed.MISSING;
    }

    private static Attributed pseudo(AgentInfo agent, Selector.PseudoattributeType type) {
        if (type == Selector.PseudoattributeType.HOSTNAME) {
            return Attributed.text(agent.getHostname());
        }
        if (!agent.getDomain().hasFaultDomain()) {
            return Attributed.MISSING;
        }
        FaultDomain domain = agent.getDomain().getFaultDomain();
        return Attributed.text(
                type == Selector.PseudoattributeType.REGION
                        ? domain.getRegion().getName()
                        : domain.getZone().getName());
    }

    /**
     * What text passes, and whether a missing attribute does; one of another type than text always does (PROTOCOL B40).
     */
    private record Test(boolean missingPasses, boolean presentPasses, Predicate<String> text) {

        boolean passes(Attributed attribute) {
            return attribute.present ? attribute.text.map(text::test).orElse(presentPasses) : missingPasses;
        }
    }

    private static Test test(AttributeConstraint.Predicate predicate, int maxProgram) throws InvalidException {
        return switch (predicate.getPredicateCase()) {
            case EXISTS -> new Test(false, true, text -> true);
            case NOT_EXISTS -> new Test(true, false, text -> false);
            case TEXT_EQUALS -> new Test(false, true, predicate.getTextEquals().getValue()::equals);
            case TEXT_NOT_EQUALS ->
                new Test(true, true, Predicate.not(predicate.getTextNotEquals().getValue()::equals));
            case TEXT_MATCHES -> {
                Pattern pattern = pattern(predicate.getTextMatches().getRegex(), maxProgram);
                yield new Test(false, true, pattern::matches);
            }
            case TEXT_NOT_MATCHES -> {
                Pattern pattern = pattern(predicate.getTextNotMatches().getRegex(), maxProgram);
                yield new Test(true, true, text -> !pattern.matches(text));
            }
            case PREDICATE_NOT_SET -> throw new InvalidException("Unknown predicate type");
        };
    }

    /** PROTOCOL B42. RE2 counts two instructions more than this library, which takes characters whole, not in bytes. */
    private static Pattern pattern(String regex, int maxProgram) throws InvalidException {
        Pattern pattern;
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new InvalidException("Failed to construct regex from pattern '" + regex + "': " + problem(e, regex));
        }
        int size = pattern.programSize() + 2;
        if (size > maxProgram) {
            throw new InvalidException(
                    "Regex '%s' is too complex: program size of %d is larger than maximum of %d allowed"
                            .formatted(regex, size, maxProgram));
        }
        return pattern;
    }

    /** The same errors as RE2's, in its older words. */
    private static String problem(PatternSyntaxException e, String regex) {
        if (e.getDescription().equals("regexp/syntax: internal error")) {
            return "unexpected ): " + regex;
        }
        String kind = switch (e.getDescription()) {
            case "missing closing ]" -> "missing ]";
            case "missing closing )" -> "missing )";
            case "missing argument to repetition operator" -> "no argument for repetition operator";
            case "invalid repeat count" -> "invalid repetition size";
            case "invalid nested repetition operator" -> "bad repetition operator";
            case "invalid or unsupported Perl syntax" -> "invalid perl operator";
            case "invalid named capture" ->
                e.getPattern().startsWith("(?P") ? "invalid named capture group" : "invalid perl operator";
            case "trailing backslash at end of expression" -> "trailing \\";
            default -> e.getDescription();
        };
        boolean look = e.getPattern().startsWith("(?<") && kind.equals("invalid perl operator");
        String where = look ? "(?<" : e.getPattern();
        return where.isEmpty() ? kind : kind + ": " + where;
    }
}
