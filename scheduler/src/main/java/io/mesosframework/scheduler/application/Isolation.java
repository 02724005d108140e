package io.mesosframework.scheduler.application;

import io.mesosframework.protocol.CapabilityInfo.Capability;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Mesos' own containerizer limits and allows, where the agent has the isolators for it.
 *
 * @param rlimits Unix' limits of a process, each once
 * @param tty whether it has a terminal
 * @param shmSize MiB of its own {@code /dev/shm}; 1 to 1,000,000
 * @param effective Linux capabilities that it has from the start, such as {@code NET_ADMIN}; those of its user where empty
 * @param bounding those that it can have at most; any that its agent allows where empty
 */
public record Isolation(
        List<Rlimit> rlimits,
        boolean tty,
        Optional<Integer> shmSize,
        Optional<List<String>> effective,
        Optional<List<String>> bounding) {

    /** Nothing but what the agent sets. */
    public static final Isolation NONE =
            new Isolation(List.of(), false, Optional.empty(), Optional.empty(), Optional.empty());

    static final int MAX_SHM = 1_000_000;

    /**
     * A limit of a process.
     *
     * @param type the last part of its name in Unix, in lower case, such as {@code nofile} for {@code RLIMIT_NOFILE}
     * @param soft what holds at first, no more than {@code hard}; without limit where both are empty
     * @param hard how far the process may raise it
     */
    public record Rlimit(String type, Optional<Long> soft, Optional<Long> hard) {

        static final List<String> TYPES = List.of(
                "as",
                "core",
                "cpu",
                "data",
                "fsize",
                "locks",
                "memlock",
                "msgqueue",
                "nice",
                "nofile",
                "nproc",
                "rss",
                "rtprio",
                "rttime",
                "sigpending",
                "stack");

        static final long MOST = 1L << 50;

        /** @throws InvalidApplicationsException if a value breaks its rule */
        public Rlimit {
            Problems problems = new Problems();
            if (!TYPES.contains(type)) {
                problems.add("type", "must be one of " + String.join(", ", TYPES) + "; is " + Texts.quoted(type));
            }
            soft.ifPresent(value -> problems.check("soft", Rules.between(value, 0, MOST)));
            hard.ifPresent(value -> problems.check("hard", Rules.between(value, 0, MOST)));
            if (soft.isPresent() != hard.isPresent()) {
                problems.add(soft.isPresent() ? "hard" : "soft", "is missing: give both, or neither for no limit");
            } else if (soft.isPresent() && soft.get() > hard.get()) {
                problems.add("soft", "must not be above hard (" + hard.get() + "), is " + soft.get());
            }
            problems.throwIfAny();
        }
    }

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public Isolation {
        rlimits = List.copyOf(rlimits);
        effective = effective.map(List::copyOf);
        bounding = bounding.map(List::copyOf);
        Problems problems = new Problems();
        Set<String> types = new HashSet<>();
        for (int i = 0; i < rlimits.size(); i++) {
            if (!types.add(rlimits.get(i).type())) {
                problems.add(
                        Paths.field(Paths.index("rlimits", i), "type"),
                        Texts.quoted(rlimits.get(i).type()) + " is limited twice");
            }
        }
        shmSize.ifPresent(size -> problems.check("shm_size", Rules.between(size, 1, MAX_SHM)));
        effective.ifPresent(names -> checkCapabilities(problems, "capabilities.effective", names));
        bounding.ifPresent(names -> checkCapabilities(problems, "capabilities.bounding", names));
        if (effective.isPresent() && bounding.isPresent() && !bounding.get().containsAll(effective.get())) {
            problems.add("capabilities.effective", "holds what capabilities.bounding does not allow");
        }
        problems.throwIfAny();
    }

    private static void checkCapabilities(Problems problems, String path, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.equals("UNKNOWN") || !Names.CAPABILITIES.contains(name)) {
                problems.add(
                        Paths.index(path, i),
                        "is no Linux capability that Mesos knows, such as NET_ADMIN: " + Texts.quoted(name)
                                + Spelling.nearest(name, Names.CAPABILITIES)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(""));
            }
        }
        if (new HashSet<>(names).size() < names.size()) {
            problems.add(path, "holds a capability twice");
        }
    }

    /** Apart, as a record's constants are set after the one above is made. */
    private static final class Names {
        private static final List<String> CAPABILITIES = capabilities();

        private static List<String> capabilities() {
            List<String> names = new ArrayList<>();
            for (Capability capability : Capability.values()) {
                if (capability != Capability.UNKNOWN) {
                    names.add(capability.name());
                }
            }
            return List.copyOf(names);
        }
    }

    /** The fields of JSON that are given. */
    List<String> given() {
        List<String> fields = new ArrayList<>();
        if (!rlimits.isEmpty()) {
            fields.add("rlimits");
        }
        if (tty) {
            fields.add("tty");
        }
        if (shmSize.isPresent()) {
            fields.add("shm_size");
        }
        if (effective.isPresent() || bounding.isPresent()) {
            fields.add("capabilities");
        }
        return fields;
    }
}
