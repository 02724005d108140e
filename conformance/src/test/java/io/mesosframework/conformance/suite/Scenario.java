package io.mesosframework.conformance.suite;

import java.util.List;
import java.util.Optional;

/**
 * What a framework, an executor or a client does, and thereby what it observes.
 *
 * @param id lower case with hyphens; names the record, and the role of its frameworks
 * @param title what it shows, in one line
 * @param items the items of PROTOCOL.md that its record proves, such as {@code B54}
 * @param needs the cluster it runs on
 * @param differs why the embedded Mesos is known to do it otherwise; empty where it is to be the same
 * @param source the file and line it is written at
 */
public record Scenario(
        String id, String title, List<String> items, Needs needs, Optional<String> differs, Body body, Source source) {

    /** The steps of a scenario. */
    @FunctionalInterface
    public interface Body {
        void play(Stage stage) throws Exception;
    }

    /** Where a scenario is written. */
    public record Source(String file, int line) {}

    public Scenario {
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("Not an id of a scenario: " + id);
        }
        items = List.copyOf(items);
    }

    public static Builder of(String id, String title) {
        StackWalker.StackFrame frame = StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow());
        String file = frame.getClassName().replaceAll("\\$.*", "").replace('.', '/') + ".java";
        return new Builder(id, title, new Source(file, frame.getLineNumber()));
    }

    @Override
    public String toString() {
        return id;
    }

    /** A scenario in the making; immutable. */
    public record Builder(
            String id, String title, Source source, List<String> items, Needs needs, Optional<String> differs) {
        Builder(String id, String title, Source source) {
            this(id, title, source, List.of(), Needs.oneAgent(), Optional.empty());
        }

        /** The items of PROTOCOL.md that the record proves. */
        public Builder proves(String... ids) {
            return new Builder(id, title, source, List.of(ids), needs, differs);
        }

        /** The cluster; {@link Needs#oneAgent()} if not said. Scenarios with equal needs share clusters. */
        public Builder on(Needs cluster) {
            return new Builder(id, title, source, items, cluster, differs);
        }

        /** The embedded Mesos does otherwise, for this reason; the suite fails when that is no longer so. */
        public Builder differs(String why) {
            return new Builder(id, title, source, items, needs, Optional.of(why));
        }

        public Scenario steps(Body body) {
            return new Scenario(id, title, items, needs, differs, body, source);
        }
    }
}
