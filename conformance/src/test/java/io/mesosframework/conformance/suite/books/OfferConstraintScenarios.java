package io.mesosframework.conformance.suite.books;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import java.time.Duration;
import java.util.List;

/** Offer constraints: what is wrong with them, and what agents they let through. */
public final class OfferConstraintScenarios implements Book {
    private static final Needs MARKED = Needs.oneAgent()
            .attributes("rack:r%d;size:7;rack:other;tags:[1-5]")
            .domain("here", "a1")
            .agentDomain(1, "here", "a1");

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                invalid(),
                regexSizes(),
                selectors(),
                withoutDomain(),
                texts(),
                firstOfAName(),
                groups(),
                foreignRoles(),
                reservedResources());
    }

    private static String constraint(String selector, String predicate) {
        return "{selector: {" + selector + "}, predicate: {" + predicate + "}}";
    }

    private static String groups(String role, String... groups) {
        StringBuilder json = new StringBuilder("{offer_constraints: {role_constraints: {'" + role + "': {groups: [");
        for (String group : groups) {
            json.append("{attribute_constraints: [").append(group).append("]},");
        }
        return json.deleteCharAt(json.length() - 1).append("]}}}}").toString();
    }

    private static void refused(Stage stage, String subscribing) {
        stage.framework().subscribing(subscribing).subscribe().end();
    }

    /** Subscribes with one constraint and records whether the agent passes. */
    private static void passes(Stage stage, String selector, String predicate) {
        passes(stage, groups(stage.role(), constraint(selector, predicate)));
    }

    private static void passes(Stage stage, String subscribing) {
        Framework framework = stage.framework().subscribing(subscribing).subscribe();
        framework.noOffer(Duration.ofMillis(600));
        framework.call("TEARDOWN", "");
        framework.end();
    }

    private static Scenario invalid() {
        return Scenario.of("constraints-invalid", "What is wrong with offer constraints")
                .proves("B37", "B38")
                .steps(stage -> {
                    refused(stage, "{offer_constraints: {role_constraints: {r: {}}}}");
                    refused(stage, "{offer_constraints: {role_constraints: {r: {groups: [{}]}}}}");
                    refused(stage, groups("r", constraint("", "exists: {}")));
                    refused(stage, groups("r", constraint("pseudoattribute_type: 'UNKNOWN'", "exists: {}")));
                    refused(stage, groups("r", constraint("pseudoattribute_type: 'RACK'", "exists: {}")));
                    refused(stage, groups("r", constraint("attribute_name: 'x'", "")));
                    refused(stage, groups("r", constraint("attribute_name: 'x'", "number_equals: {value: 1}")));
                    refused(
                            stage,
                            groups(
                                    "r",
                                    constraint("attribute_name: 'x'", "exists: {}"),
                                    constraint("attribute_name: 'x'", "text_matches: {regex: '('}")));
                });
    }

    private static Scenario regexSizes() {
        return Scenario.of("constraints-regex-size", "A regular expression that is too large is refused")
                .proves("B42")
                .steps(stage -> {
                    for (int length : List.of(96, 97, 120)) {
                        stage.framework("framework-" + length)
                                .subscribing(groups(
                                        stage.role(),
                                        constraint(
                                                "attribute_name: 'x'",
                                                "text_matches: {regex: '" + "x".repeat(length) + "'}")))
                                .subscribe();
                    }
                });
    }

    private static Scenario selectors() {
        return Scenario.of(
                        "constraints-selectors",
                        "A constraint looks at an attribute, the host name, the region or the zone")
                .proves("B39")
                .on(MARKED)
                .steps(stage -> {
                    passes(stage, "attribute_name: 'rack'", "text_equals: {value: 'r1'}");
                    passes(stage, "attribute_name: 'rack'", "text_equals: {value: 'r2'}");
                    passes(stage, "pseudoattribute_type: 'HOSTNAME'", "text_equals: {value: '127.0.0.1'}");
                    passes(stage, "pseudoattribute_type: 'HOSTNAME'", "text_equals: {value: 'elsewhere'}");
                    passes(stage, "pseudoattribute_type: 'REGION'", "text_equals: {value: 'here'}");
                    passes(stage, "pseudoattribute_type: 'REGION'", "text_not_equals: {value: 'here'}");
                    passes(stage, "pseudoattribute_type: 'ZONE'", "text_matches: {regex: 'a.'}");
                    passes(stage, "pseudoattribute_type: 'ZONE'", "not_exists: {}");
                });
    }

    private static Scenario withoutDomain() {
        return Scenario.of("constraints-no-domain", "Region and zone of an agent without a domain are missing")
                .proves("B41")
                .steps(stage -> {
                    passes(stage, "pseudoattribute_type: 'REGION'", "exists: {}");
                    passes(stage, "pseudoattribute_type: 'REGION'", "not_exists: {}");
                    passes(stage, "pseudoattribute_type: 'ZONE'", "text_equals: {value: ''}");
                    passes(stage, "pseudoattribute_type: 'ZONE'", "text_not_equals: {value: 'x'}");
                });
    }

    private static Scenario texts() {
        return Scenario.of("constraints-missing", "What a predicate says of a missing attribute")
                .proves("B40")
                .on(MARKED)
                .steps(stage -> {
                    for (String predicate : List.of(
                            "exists: {}",
                            "not_exists: {}",
                            "text_equals: {value: ''}",
                            "text_not_equals: {value: ''}",
                            "text_matches: {regex: '.*'}",
                            "text_not_matches: {regex: '.*'}")) {
                        passes(stage, "attribute_name: 'missing'", predicate);
                    }
                });
    }

    private static Scenario firstOfAName() {
        return Scenario.of("constraints-first", "Of several attributes of a name the first counts")
                .proves("B41")
                .on(MARKED)
                .steps(stage -> {
                    passes(stage, "attribute_name: 'rack'", "text_equals: {value: 'other'}");
                    passes(stage, "attribute_name: 'rack'", "text_not_equals: {value: 'other'}");
                });
    }

    private static Scenario groups() {
        return Scenario.of("constraints-groups", "One group must hold, and in it every constraint")
                .proves("B37")
                .on(MARKED)
                .steps(stage -> {
                    String yes = constraint("attribute_name: 'rack'", "exists: {}");
                    String no = constraint("attribute_name: 'rack'", "not_exists: {}");
                    passes(stage, groups(stage.role(), yes + "," + no));
                    passes(stage, groups(stage.role(), no, yes));
                    passes(stage, groups(stage.role(), no, no));
                });
    }

    private static Scenario foreignRoles() {
        return Scenario.of(
                        "constraints-foreign-role",
                        "Constraints for a role that the framework has not are taken and do nothing")
                .proves("B43")
                .steps(stage ->
                        passes(stage, groups("somebody-elses", constraint("attribute_name: 'x'", "exists: {}"))));
    }

    private static Scenario reservedResources() {
        return Scenario.of("constraints-reserved", "An agent that is excluded is so with what is reserved to the role")
                .proves("B44")
                .on(Needs.oneAgent()
                        .resources(
                                "cpus:1;mem:512;cpus(constraints-reserved):1;mem(constraints-reserved):512;disk:1000;ports:[31000-31009]")
                        .alone())
                .steps(stage -> {
                    passes(stage, "attribute_name: 'x'", "exists: {}");
                    passes(stage, "attribute_name: 'x'", "not_exists: {}");
                });
    }
}
