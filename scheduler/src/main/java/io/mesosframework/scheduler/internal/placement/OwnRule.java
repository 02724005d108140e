package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A rule of the user's. */
final class OwnRule implements Rule {

    private static final Logger LOG = LoggerFactory.getLogger(OwnRule.class);

    private final AgentRule rule;
    private final Application application;
    private final View view;
    private boolean reported;

    OwnRule(AgentRule rule, Application application, View view) {
        this.rule = rule;
        this.application = application;
        this.view = view;
    }

    @Override
    public Verdict of(Room room) {
        try {
            return rule.allows(view.at(room), application) ? Verdict.ALLOWED : Verdict.NEVER;
        } catch (RuntimeException e) {
            if (!reported) {
                reported = true;
                LOG.error("{} failed for {} on {}", rule.name(), application.name(), view.id(), e);
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
}
