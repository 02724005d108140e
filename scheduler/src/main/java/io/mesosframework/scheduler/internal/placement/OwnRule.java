package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import org.jspecify.annotations.Nullable;

/** A rule of the user's. */
final class OwnRule implements Rule {

    private final AgentRule rule;
    private final Application application;
    private final View view;
    private final OwnParts.Failures failures;

    /** The first; once is enough, as a rule that fails does so on very many agents. */
    private @Nullable RuntimeException failure;

    OwnRule(AgentRule rule, OwnParts.Failures failures, Application application, View view) {
        this.rule = rule;
        this.failures = failures;
        this.application = application;
        this.view = view;
    }

    @Override
    public Verdict of(Room room) {
        try {
            return rule.allows(view.at(room), application) ? Verdict.ALLOWED : Verdict.NEVER;
        } catch (RuntimeException e) {
            if (failure == null) {
                failure = e;
                failures.failed("rule " + rule.name(), application.name() + " on agent " + view.id(), e);
            }
            return Verdict.NEVER;
        }
    }

    @Override
    public Reason reason() {
        return Reason.RULE;
    }

    @Override
    public String text() {
        return "rule " + rule.name();
    }

    /** What it threw, in words that follow its name; none where it did not. */
    String failure() {
        return failure == null ? "" : ", which failed (" + failure + "),";
    }
}
