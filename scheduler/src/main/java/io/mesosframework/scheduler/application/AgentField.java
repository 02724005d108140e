package io.mesosframework.scheduler.application;

/**
 * Something of an agent that constraints look at: {@code @hostname}, {@code @agent} (its id), {@code @region}, {@code @zone}, or
 * the name of an attribute.
 *
 * @param kind which
 * @param attribute the attribute's name; empty for the other kinds
 */
public record AgentField(Kind kind, String attribute) {

    public static final AgentField HOSTNAME = new AgentField(Kind.HOSTNAME, "");
    public static final AgentField AGENT = new AgentField(Kind.AGENT, "");
    public static final AgentField REGION = new AgentField(Kind.REGION, "");
    public static final AgentField ZONE = new AgentField(Kind.ZONE, "");

    /** What is looked at. */
    public enum Kind {
        HOSTNAME("@hostname"),
        AGENT("@agent"),
        REGION("@region"),
        ZONE("@zone"),
        ATTRIBUTE("");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /** @throws InvalidApplicationsException if an attribute has no name */
    public AgentField {
        Problems problems = new Problems();
        if (kind == Kind.ATTRIBUTE) {
            problems.check("field", Rules.filled(attribute));
            if (attribute.startsWith("@")) {
                problems.add(
                        "field",
                        "must be an attribute's name or one of @hostname, @agent, @region, @zone; is "
                                + Texts.quoted(attribute));
            }
        }
        problems.throwIfAny();
    }

    /** An attribute by its name, which is told by case. */
    public static AgentField attribute(String name) {
        return new AgentField(Kind.ATTRIBUTE, name);
    }

    /** The field of a text as in JSON. */
    public static AgentField of(String text) {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.ATTRIBUTE && kind.text.equals(text)) {
                return new AgentField(kind, "");
            }
        }
        return attribute(text);
    }

    /** As in JSON. */
    public String text() {
        return kind == Kind.ATTRIBUTE ? attribute : kind.text;
    }
}
