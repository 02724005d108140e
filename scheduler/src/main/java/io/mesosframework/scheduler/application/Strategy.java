package io.mesosframework.scheduler.application;

/** How an application's slots are laid out over the agents. */
public record Strategy(Type type, Effort effort) {

    /** No preference: what holds when an application says nothing. */
    public static final Strategy NONE = new Strategy(Type.NON_MUX, Effort.STRICT);

    /** Which agents the slots may share. */
    public enum Type {
        /** At most one slot of the application on an agent. */
        UNIQUE("unique"),
        /** All slots on one agent. */
        MUX("mux"),
        /** No preference. The default. */
        NON_MUX("non-mux");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** The word in JSON, such as {@code non-mux}. */
        public String text() {
            return text;
        }
    }

    /** What happens when no agent suits. */
    public enum Effort {
        /** Wait for one that does. The default. */
        STRICT("strict"),
        /** Prefer, but take what there is. */
        BEST("best");

        private final String text;

        Effort(String text) {
            this.text = text;
        }

        /** The word in JSON. */
        public String text() {
            return text;
        }
    }

    /** One slot of the application an agent, waiting for such an agent. */
    public static Strategy unique() {
        return new Strategy(Type.UNIQUE, Effort.STRICT);
    }
}
