package io.mesosframework.scheduler.application;

import java.util.Optional;

/** A variable's value that is resolved on the agent and shown by no one on the way. */
public sealed interface Secret {

    /**
     * A secret of the store that the agent's secret resolver knows.
     *
     * @param key which of the values under the name
     */
    record Reference(String name, Optional<String> key) implements Secret {

        /** @throws InvalidApplicationsException if a value breaks its rule */
        public Reference {
            Problems problems = new Problems();
            problems.check("reference.name", Rules.filled(name));
            key.ifPresent(text -> problems.check("reference.key", Rules.filled(text)));
            problems.throwIfAny();
        }
    }

    /** The secret itself. It is in the framework's storage and in the application's JSON as it stands. */
    record Plain(String value) implements Secret {

        /** @throws InvalidApplicationsException if it cannot be a variable's value */
        public Plain {
            Problems problems = new Problems();
            problems.check("value", Rules.text(value));
            problems.throwIfAny();
        }

        @Override
        public String toString() {
            return "Plain[value=***]";
        }
    }

    /** A secret of the agent's store. */
    static Secret reference(String name) {
        return new Reference(name, Optional.empty());
    }

    /** The secret itself. */
    static Secret plain(String value) {
        return new Plain(value);
    }
}
